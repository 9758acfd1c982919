/** A display nobody sees, for the clipboard: what the program copies there is read by a browser that stands on it, too. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { launch } from './browser.js';
import { within } from './program.js';

const XVFB = '/usr/bin/Xvfb';
const START = 20_000;

export class Display {
  #server;
  #browser;
  /** As `DISPLAY` takes it. */
  name;

  static async start() {
    if (!existsSync(XVFB)) throw new Error('Xvfb is missing: install the package xvfb');
    const display = new Display();
    const server = spawn(XVFB, ['-displayfd', '1', '-screen', '0', '640x480x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
    display.#server = server;
    const told = new Promise((resolve, reject) => {
      server.stdout.once('data', (text) => resolve(`:${String(text).trim()}`));
      server.once('error', reject);
      server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    });
    try {
      display.name = await within(told, START, 'Xvfb starts');
    } catch (error) {
      await display.stop();
      throw error;
    }
    return display;
  }

  /** The clipboard's text, as somebody else on the display reads it. */
  async clipboard(base) {
    this.#browser ??= await launch({ headless: false, env: { ...process.env, DISPLAY: this.name } });
    const context = await this.#browser.newContext({ permissions: ['clipboard-read'] });
    try {
      const page = await context.newPage();
      await page.goto(base, { timeout: START });
      return await page.evaluate(() => navigator.clipboard.readText());
    } finally {
      await context.close();
    }
  }

  async stop() {
    await this.#browser?.close();
    this.#server.kill();
  }
}
