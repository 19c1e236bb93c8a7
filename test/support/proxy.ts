import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy between the service and its database. */
export interface Proxy extends AsyncDisposable {
  /** Connection URL that leads through the proxy. */
  readonly url: string;

  /** Number of times that the service has waited for an answer since the last call. */
  roundTrips(): number;

  /** From now on, passes on nothing but keeps connections open, as if the server hung. */
  fallSilent(): void;

  /**
   * From now on, each connection ends directly after an answer, as if the server shut down at that moment.
   *
   * @param after string that this answer contains. @default - the next answer.
   */
  shutDown(after?: string): void;

  /** From now on, names another process to the client than the server does, as PgBouncer does for its sessions. */
  poolSessions(): void;
}

/** Beginning of the message BackendKeyData: its type and length. The id of the process follows. */
const KEY_DATA = Buffer.from([0x4b, 0, 0, 0, 12]);

/** PostgreSQL's message when it ends a connection (code 57P01), as it is sent. */
const SHUTTING_DOWN = message('E', 'SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection', '');

/** @param delayMs delay of each answer in milliseconds, as between two data centres. @default none */
export async function startProxy(databaseUrl: string, delayMs = 0): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let silent = false;
  let pools = false;
  let last: string | undefined;
  let answered = true;
  let roundTrips = 0;
  const ask = () => {
    if (answered) roundTrips++;
    answered = false;
  };
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (silent) return;
        if (from === client) {
          ask();
          to.write(chunk);
        } else {
          setTimeout(() => {
            answered = true;
            const key = pools ? chunk.indexOf(KEY_DATA) : -1;
            if (key >= 0) chunk.writeUInt32BE(1, key + KEY_DATA.length);
            to.write(last !== undefined && chunk.includes(last) ? Buffer.concat([chunk, SHUTTING_DOWN]) : chunk);
          }, delayMs);
        }
      });
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    roundTrips: () => {
      const counted = roundTrips;
      roundTrips = 0;
      return counted;
    },
    fallSilent: () => {
      silent = true;
    },
    shutDown: (after = '') => {
      last = after;
    },
    poolSessions: () => {
      pools = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A message of PostgreSQL's protocol: its type, its length, and strings. */
function message(type: string, ...fields: readonly string[]): Buffer {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const head = Buffer.from(`${type}----`);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
