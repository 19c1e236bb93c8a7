import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Receives webhooks. Accepts each webhook immediately, except those to `/dead`, which never get an answer. */
function main(): void {
  const server = createServer((req, res) => {
    req.resume();
    if (req.url !== '/dead') req.on('end', () => res.writeHead(204).end());
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    console.log(JSON.stringify({ msg: 'listening', url: `http://127.0.0.1:${port}` }));
  });
  process.once('SIGTERM', () => {
    server.closeAllConnections();
    server.close();
  });
}

main();
