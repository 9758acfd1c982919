/** A program that says where it is in its first line, and ends when its standard input is closed. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const START = 30_000;
const END = 8_000;

/** Rejects with `what` when the promise takes longer than `limit` milliseconds. */
export async function within(promise, limit, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${limit / 1000} s`)), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export class Program {
  #child;
  /** What it said in its first line. */
  said;

  /** @param {string} path @param {string[]} args @param {Record<string, string>} more of the environment */
  static async start(path, args, more = {}) {
    const program = new Program();
    const child = spawn(path, [...args, '--until-stdin-closes'], { env: { ...process.env, ...more }, stdio: ['pipe', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (text) => (complaint = `${complaint}${text}`.slice(-4000)));
    program.#child = child;
    const lines = createInterface({ input: child.stdout });
    const first = new Promise((resolve, reject) => {
      lines.once('line', resolve);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${path} ended with ${code}: ${complaint}`)));
    });
    first.catch(() => undefined);
    try {
      program.said = JSON.parse(await within(first, START, `${path} starts`));
    } catch (error) {
      await program.stop();
      throw error;
    }
    return program;
  }

  stop() {
    return end(this.#child);
  }
}

/** Closes its standard input, which asks it to end, and ends it by its own id when it doesn't. */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  const ended = await within(exit, END, 'ends').then(() => true, () => false);
  if (!ended) {
    child.kill('SIGKILL');
    await within(exit, END, 'is killed');
  }
}
