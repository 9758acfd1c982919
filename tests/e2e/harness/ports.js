/** A port that was free a moment ago, on every loopback family. */
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';

function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host }, () => resolve(server));
  });
}

/** Serves a few files as a developer's server would; the answer ends it. */
export async function serve(port, files) {
  const server = createHttp((request, response) => {
    const [type, body] = files[request.url] ?? ['text/plain', ''];
    response.writeHead(body === '' ? 404 : 200, { 'content-type': type, connection: 'close' }).end(body);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen({ port, host: 'localhost' }, resolve));
  return () => close(server);
}

function close(server) {
  return new Promise((resolve) => server.close(resolve));
}

/** The machine may have no IPv6. */
export async function freeOn(port, host) {
  try {
    await close(await listen(port, host));
    return true;
  } catch (error) {
    return error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT';
  }
}

/**
 * Below what systems give to outgoing connections, so that no connection of another test takes the
 * port between two flows; processes that run at the same time begin at different places.
 */
const PORTS = { from: 20_000, count: 12_000 };
let next = process.pid * 397;

export async function freePort() {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = PORTS.from + (next++ % PORTS.count);
    if ((await freeOn(port, '127.0.0.1')) && (await freeOn(port, '::1'))) return port;
  }
  throw new Error('no free port');
}

/** Holds a port as a foreign program would; the answer lets it go. */
export async function holdPort(port) {
  const server = await listen(port, '127.0.0.1');
  return () => close(server);
}
