/** The window's development server, on a port of its own: the only place of the gallery. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './build.js';
import { freePort } from './ports.js';
import { end, within } from './program.js';

const START = 60_000;
const ui = join(root, 'ui');

export class DevServer {
  #child;
  base;

  static async start() {
    const server = new DevServer();
    const port = await freePort();
    server.base = `http://127.0.0.1:${port}`;
    const args = [join(ui, 'node_modules/vite/bin/vite.js'), '--host', '127.0.0.1', '--port', String(port), '--strictPort'];
    // Where CI is said to be, it wouldn't end with its standard input.
    server.#child = spawn(process.execPath, args, { cwd: ui, env: { ...process.env, CI: '', NO_COLOR: '1' }, stdio: ['pipe', 'pipe', 'pipe'] });
    try {
      await within(listening(server.#child), START, 'the development server starts');
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  stop() {
    return end(this.#child);
  }
}

/** It says its address once it listens. */
function listening(child) {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (text) => {
      said = `${said}${text}`.slice(-4000);
      if (said.includes('Local:')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the development server ended with ${code}: ${said}`)));
  });
}
