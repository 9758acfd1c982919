/** Somebody's static host, with the relay page as it was exported, at `http://localhost:<port>/relay`. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { freePort } from './ports.js';

export class RelayHost {
  #server;
  /** What was asked for, in order. */
  asked = [];

  static async start(file) {
    const host = new RelayHost();
    const page = readFileSync(file);
    const port = await freePort();
    host.base = `http://localhost:${port}`;
    host.url = `${host.base}/relay`;
    host.#server = createServer((request, response) => {
      host.asked.push(request.url);
      const found = request.url.split('?')[0] === '/relay';
      response.writeHead(200, { 'content-type': 'text/html' }).end(found ? page : '<!doctype html><title>Another page</title>');
    });
    await new Promise((resolve) => host.#server.listen({ port, host: 'localhost' }, resolve));
    return host;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The links of our scheme that a page asks the system to open; there is no system behind this browser. */
export async function handedOver(page) {
  const links = [];
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Page.enable');
  cdp.on('Page.frameRequestedNavigation', ({ url }) => url.startsWith('portalkeeper:') && links.push(url));
  return links;
}
