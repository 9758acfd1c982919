/** Practice HubSpot as a process, with its control. */
import { practice as path } from './build.js';
import { Program } from './program.js';

export class PracticeHubSpot {
  #program;

  /** @param {{redirectUrl: string, world: string, more?: string[]}} options */
  static async start({ redirectUrl, world, more = [] }) {
    const practice = new PracticeHubSpot();
    practice.#program = await Program.start(path, ['--redirect-url', redirectUrl, '--world', world, ...more]);
    return practice;
  }

  get api() {
    return this.#program.said.api;
  }
  get pages() {
    return this.#program.said.pages;
  }
  get control() {
    return this.#program.said.control;
  }
  get apps() {
    return this.#program.said.apps;
  }
  get accounts() {
    return this.#program.said.accounts;
  }

  app(name) {
    return find(this.apps, name);
  }

  account(name) {
    return find(this.accounts, name);
  }

  stop() {
    return this.#program.stop();
  }

  /** Orders something from the control. */
  async order(name, body) {
    return this.#ask(name, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  async delete(name, body = {}) {
    return this.#ask(name, { method: 'DELETE', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  state() {
    return this.#ask('state', {});
  }

  async #ask(name, init) {
    const response = await fetch(`${this.#program.said.control}/${name}`, { ...init, signal: AbortSignal.timeout(15_000) });
    const body = await response.json();
    if (!response.ok) throw new Error(`control ${name}: ${response.status} ${body.error}`);
    return body;
  }
}

function find(list, name) {
  const found = list.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name} in this world`);
  return found;
}
