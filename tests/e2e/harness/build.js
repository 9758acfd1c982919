/** The programs under test: built on demand, so that `npm test` works by itself. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');

/** Where cargo puts a program. */
export function program(name) {
  return join(target, 'debug', process.platform === 'win32' ? `${name}.exe` : name);
}

export const bridge = program('bridge');
export const practice = program('keeper-practice');
/** Where pictures and failures go. */
export const output = join(target, 'e2e');

/** Builds what is missing. `cargo xtask test` has built everything before it comes here. */
export function prepare() {
  const inherit = { stdio: 'inherit', timeout: 20 * 60_000 };
  if (!existsSync(bridge) || !existsSync(practice)) {
    execFileSync('cargo', ['build', '--package', 'keeper-tests', '--package', 'keeper-practice', '--bins'], { cwd: root, ...inherit });
  }
  if (!existsSync(join(root, 'ui/dist/index.html'))) {
    execFileSync('npm', ['run', 'build'], { cwd: join(root, 'ui'), ...inherit });
  }
}
