/**
 * Runs every spec, each file in a process of its own, and ends on `N passed, N failed`.
 * `npm test -- keyboard` runs the files whose name holds that word; `UPDATE=1` writes the
 * aria snapshots anew.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { prepare } from './harness/build.js';

const LIMIT = 15 * 60_000;
const folder = join(import.meta.dirname, 'specs');
const wanted = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.spec.js') && (wanted.length === 0 || wanted.some((word) => name.includes(word))))
  .map((name) => join(folder, name));

let passed = 0;
const failures = [];

/** A suite or a file that only sums up what is in it isn't counted. */
function counts(data) {
  return data.details?.type !== 'suite' && !data.name.endsWith('.spec.js');
}

function line(mark, data) {
  return `${mark} ${data.name} (${Math.round(data.details.duration_ms)} ms)`;
}

/** What a failed test says: its own words, indented. */
function story(data) {
  const cause = data.details.error?.cause ?? data.details.error;
  return `${line('FAIL', data)}\n${String(cause?.stack ?? cause).replaceAll(/^/gm, '      ')}`;
}

prepare();
const stream = run({ files, concurrency: 2, timeout: LIMIT });
stream.on('test:pass', (data) => {
  if (!counts(data)) return;
  passed += 1;
  console.log(line('ok  ', data));
});
stream.on('test:fail', (data) => {
  const inner = data.details.error?.failureType === 'subtestsFailed';
  if (inner) return;
  failures.push(story(data));
  console.log(failures.at(-1));
});
stream.on('test:stderr', (data) => process.stdout.write(data.message));
stream.on('test:stdout', (data) => process.stdout.write(data.message));
stream.on('end', () => {
  if (passed + failures.length === 0) failures.push('nothing ran');
  // Once more at the end: whoever sees only the last lines must see what failed.
  for (const failure of failures) console.log(failure);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
});
stream.resume();
