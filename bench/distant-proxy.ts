import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy that makes a database seem further away: it delays each answer by DELAY_MS. With 0, it only passes data on. */
function main(): void {
  const { DATABASE_URL = '', DELAY_MS = '0' } = process.env;
  const delay = Number(DELAY_MS);
  const target = new URL(DATABASE_URL);
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    client.pipe(upstream);
    if (delay === 0) upstream.pipe(client);
    else upstream.on('data', (answer) => setTimeout(() => client.write(answer), delay));
    const ends = (one: Socket, other: Socket) => one.on('error', () => undefined).on('close', () => other.destroy());
    ends(client, upstream);
    ends(upstream, client);
  });
  server.listen(0, '127.0.0.1', () => {
    const url = new URL(target);
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    console.log(JSON.stringify({ msg: 'listening', url: url.href }));
  });
  process.once('SIGTERM', () => process.exit(0));
}

main();
