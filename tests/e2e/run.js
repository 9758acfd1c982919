/**
 * Runs every spec, each file in a process of its own, and ends on `N passed, N failed`.
 * `npm test -- keyboard` runs the files whose name holds that word; `UPDATE=1` writes the
 * aria snapshots anew.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { prepare } from './harness/build.js';

const LIMIT = 4 * 60_000;
const folder = join(import.meta.dirname, 'specs');
const wanted = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.spec.js') && (wanted.length === 0 || wanted.some((word) => name.includes(word))))
  .map((name) => join(folder, name));

let passed = 0;
let failed = 0;

/** A suite or a file that only sums up what is in it isn't counted. */
function counts(data) {
  return data.details?.type !== 'suite' && !data.name.endsWith('.spec.js');
}

function tell(mark, data) {
  console.log(`${mark} ${data.name} (${Math.round(data.details.duration_ms)} ms)`);
}

prepare();
const stream = run({ files, concurrency: 2, timeout: LIMIT });
stream.on('test:pass', (data) => {
  if (!counts(data)) return;
  passed += 1;
  tell('ok  ', data);
});
stream.on('test:fail', (data) => {
  const cause = data.details.error?.cause ?? data.details.error;
  const inner = data.details.error?.failureType === 'subtestsFailed';
  if (inner) return;
  failed += 1;
  tell('FAIL', data);
  console.log(String(cause?.stack ?? cause).replaceAll(/^/gm, '      '));
});
stream.on('test:stderr', (data) => process.stdout.write(data.message));
stream.on('test:stdout', (data) => process.stdout.write(data.message));
stream.on('end', () => {
  if (passed + failed === 0) failed = 1;
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});
stream.resume();
