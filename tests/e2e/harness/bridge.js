/** The bridge as a process: keeper-api over HTTP, and the built window. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bridge as path } from './build.js';
import { Program, within } from './program.js';

/** Debian's libfaketime: with it a program can have a past, so that not everything is "just now". */
const faketime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
export const hasPast = existsSync(faketime);

/** No proxy and no certificates of this computer's environment. */
const alone = Object.fromEntries(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NIX_SSL_CERT_FILE'].map((name) => [name, '']));

/** The environment in which a program lives so many hours ago. */
function ago(hours) {
  if (hours === 0 || !hasPast) return {};
  return { LD_PRELOAD: faketime, FAKETIME: `-${hours}h`, FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_RESET: '1' };
}

export class Bridge {
  #program;
  #args;
  #home;

  /** @param {{dataDir: string, practice?: {api: string, pages: string}, keyring?: string, display?: string, clock?: 'hand'|'held'}} options */
  static async start({ dataDir, practice, keyring = 'memory', display, clock = 'hand' }) {
    const bridge = new Bridge();
    const target = practice ? ['--hubspot-api', practice.api, '--hubspot-pages', practice.pages] : [];
    bridge.#args = ['--data-dir', dataDir, ...target, '--keyring', keyring, '--ui', '--clock', clock];
    // What it registers with the desktop goes nowhere else.
    const home = join(dataDir, 'home');
    bridge.#home = { ...alone, HOME: home, XDG_DATA_HOME: join(home, 'share'), XDG_CONFIG_HOME: join(home, 'config'), ...(display === undefined ? {} : { DISPLAY: display }) };
    bridge.#program = await Program.start(path, bridge.#args, bridge.#home);
    return bridge;
  }

  get base() {
    return this.#program.said.base;
  }

  stop() {
    return this.#program.stop();
  }

  /** Ends it and starts another on the same data; the address changes. */
  async restart(hoursAgo = 0) {
    await this.stop();
    this.#program = await Program.start(path, this.#args, { ...this.#home, ...ago(hoursAgo) });
  }

  /** One command; a problem is thrown with its code. */
  async call(name, args = {}) {
    const response = await fetch(`${this.base}/rpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, args }),
      signal: AbortSignal.timeout(30_000),
    });
    const { ok, problem } = await response.json();
    if (problem !== undefined) throw Object.assign(new Error(`${name}: ${problem.code} ${JSON.stringify(problem.args)}`), { problem });
    return ok;
  }

  /**
   * Moves its clock ahead, or holds it. A held clock wakes nobody: what the program does by itself after a while — it asks
   * again, it tries once more, a time runs out — it doesn't do meanwhile, however slow the machine is.
   * @param {{advance_s?: number, held?: boolean}} order
   */
  async clock(order) {
    const response = await fetch(`${this.base}/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`the clock was not moved: ${response.status}`);
  }

  /** Hands over a deep link, as the operating system would. */
  async link(url) {
    const response = await fetch(`${this.base}/link`, { method: 'POST', body: url, signal: AbortSignal.timeout(30_000) });
    if (!response.ok) throw new Error(`the link was not taken: ${response.status}`);
  }

  /** Runs `act`, and waits until an event fits. The events are heard before `act` begins. */
  async until(fits, act, limit = 20_000) {
    const stop = new AbortController();
    const response = await fetch(`${this.base}/events`, { signal: stop.signal });
    try {
      const told = readEvents(response.body, fits);
      told.catch(() => undefined);
      const answer = await act();
      await within(told, limit, 'the awaited event');
      return answer;
    } finally {
      stop.abort();
    }
  }
}

async function readEvents(body, fits) {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:') && fits(JSON.parse(line.slice(5)))) return;
    }
  }
  throw new Error('the stream of events ended');
}
