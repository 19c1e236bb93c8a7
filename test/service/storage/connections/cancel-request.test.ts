import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Budget, DeadlineOver } from '../../../../service/directory/budget';
import { Database } from '../../../../service/storage/connections/database';
import { entraConnection } from '../../../../service/storage/connections/entra-connection';
import { administer, useDatabase } from '../../../support/postgres';
import { type TestCertificate, testCertificate } from '../../../support/test-certificate';

const TENANT = 'contoso';

/** Codes in the second word of a PostgreSQL client's first message, which request something other than a session. */
const SSL_REQUEST = 80_877_103;

/** Enables TLS on a server, with a certificate in the server's data folder. */
async function encrypt(url: string, { cert, key }: TestCertificate): Promise<void> {
  const [{ folder } = {}] = await administer(url, `select current_setting('data_directory') as folder`);
  for (const [name, pem] of Object.entries({ 'server.crt': cert, 'server.key': key })) {
    const lines = `select * from regexp_split_to_table('${pem.replace(/\r/g, '').trim()}', '\n')`;
    await administer(url, `copy (${lines}) to program 'umask 077 && cat > ${String(folder)}/${name}'`);
  }
  await administer(url, 'alter system set ssl = on');
  await administer(url, 'select pg_reload_conf()');
  while ((await administer(url, 'show ssl'))[0]?.['ssl'] !== 'on') await sleep(20);
}

/** A proxy that records the first code of each connection. */
async function watch(port: number) {
  const begun: number[] = [];
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    client.once('data', (head: Buffer) => begun.push(head.readUInt32BE(4)));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { begun, port: (server.address() as AddressInfo).port, close: () => server.close() };
}

describe('a statement that is given up at a server that speaks TLS', () => {
  const certificate = testCertificate();
  const database = useDatabase();
  beforeAll(() => encrypt(database.url, certificate));

  /** A database connection like Azure's: the server must prove its identity. */
  async function open(ca: string) {
    const url = new URL(database.url);
    const watched = await watch(Number(url.port));
    url.hostname = 'localhost';
    url.port = String(watched.port);
    const connection = entraConnection(url, () => Promise.resolve(decodeURIComponent(url.password)));
    const db = new Database({ ...connection, ssl: { ...(connection.ssl as object), ca }, max: 1 }, () => undefined);
    return {
      db,
      begun: watched.begun,
      async [Symbol.asyncDispose]() {
        await db.close();
        watched.close();
      },
    };
  }

  test('is cancelled there, over TLS too, and its connection serves on', async () => {
    await using opened = await open(certificate.cert);
    const { db, begun } = opened;
    const backend = async () => (await db.run<{ pid: number }>(TENANT, { text: 'select pg_backend_pid() as pid' }))[0];
    const before = await backend();

    await expect(db.run(TENANT, { text: 'select pg_sleep(300)' }, { budget: new Budget(0.5) })).rejects.toThrow(
      DeadlineOver,
    );

    expect(await backend()).toEqual(before);
    expect(begun).toEqual([SSL_REQUEST, SSL_REQUEST]); // one for the connection, one for the cancellation
  });

  test('is not even sent where the server cannot prove who it is', async () => {
    await using opened = await open(testCertificate().cert);

    await expect(opened.db.run(TENANT, { text: 'select 1' })).rejects.toThrow('no connection to the database');
  });
});
