/** A port that was free a moment ago, on every loopback family. */
import { createServer } from 'node:net';

function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host }, () => resolve(server));
  });
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

export async function freePort() {
  for (let attempt = 0; attempt < 20; attempt++) {
    const server = await listen(0, '127.0.0.1');
    const { port } = server.address();
    await close(server);
    if (port !== 3000 && (await freeOn(port, '::1'))) return port;
  }
  throw new Error('no free port');
}

/** Holds a port as a foreign program would; the answer lets it go. */
export async function holdPort(port) {
  const server = await listen(port, '127.0.0.1');
  return () => close(server);
}
