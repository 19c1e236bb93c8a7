import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import express from 'express';

import type { LimitMet } from '../../../service/directory/limit';
import { eachMade } from '../../../service/http/json-pieces';
import { listen } from '../../../service/http/listen';
import { answer } from '../../../service/http/scim-answer';
import { administer, useDatabase } from '../../support/postgres';
import { type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();

/** Inserts users of 200,000 bytes each. */
const storeLarge = (tenant: string, count: number) =>
  administer(
    database.url,
    `insert into scim.users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
     select '${tenant}', gen_random_uuid(), 'large-' || n, 'large-' || n, true,
            jsonb_build_object('title', repeat('x', 200000)), 1, now(), now(), 'gen-1' from generate_series(1, ${count}) as n`,
  );

/** Requests users, but does not read the answer. */
async function askAndNotRead(scim: RunningScim, count: number): Promise<Socket> {
  const { port, pathname, host } = new URL(scim.url);
  const socket = connect(Number(port), '127.0.0.1').pause();
  socket.on('error', () => undefined);
  socket.write(
    `GET ${pathname}/Users?count=${count} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${scim.token}\r\n\r\n`,
  );
  await once(socket, 'connect');
  return socket;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

test('others are served between any two pieces of a long answer, however fast its client reads', async () => {
  let served = 0;
  const madeAt: number[] = [];
  const app = express();
  app.get('/long', (_req, res) => {
    const make = () => {
      madeAt.push(served);
      return { text: 'x'.repeat(140_000) };
    };
    answer(res, 200, { Resources: eachMade([...Array(50).keys()], make) });
  });
  const server = await listen(0);
  server.serve(app, {});
  const turn = () => {
    served++;
    if (madeAt.length < 50) setImmediate(turn);
  };
  turn();

  const { Resources } = (await (await fetch(`http://127.0.0.1:${server.port}/long`)).json()) as {
    Resources: unknown[];
  };
  await server.close();

  expect(Resources).toHaveLength(50);
  expect(new Set(madeAt).size).toBeGreaterThanOrEqual(49); // the service reads two pieces before it starts
});

test('a client that does not read a long answer is waited for, and finally loses the connection', async () => {
  const met: LimitMet[] = [];
  await using scim = await startScim(database, {
    overrides: { onLimit: (limit) => met.push(limit) },
    readerSeconds: 1,
  });
  await storeLarge(scim.tenant, 75);

  const socket = await askAndNotRead(scim, 75);
  await until(() => met.length > 0);
  let read = 0;
  socket.on('data', (chunk: Buffer) => (read += chunk.length)).resume();
  await once(socket, 'close');

  expect(met).toEqual([{ tenant: scim.tenant, limit: 'reader', outcome: 'cut' }]);
  expect(read).toBeLessThan(12_000_000); // only what the kernel had already buffered
});

test('clients that do not read hold few large answers, and further ones are asked to try again later', async () => {
  const met: LimitMet[] = [];
  await using scim = await startScim(database, {
    overrides: { onLimit: (limit) => met.push(limit) },
    readerSeconds: 3,
    roomForAnswers: { places: 3, placesPerTenant: 2, waiting: 8, waitSeconds: 1 },
  });
  await storeLarge(scim.tenant, 75);
  const outcomes = () => met.map(({ limit, outcome }) => `${limit} ${outcome}`);

  const sockets = await Promise.all(Array.from({ length: 12 }, () => askAndNotRead(scim, 75)));
  await until(() => met.length === 10);
  expect(outcomes()).toEqual(Array(10).fill('room refused'));
  const answers = await Promise.all(sockets.map(async (socket) => String((await once(socket.resume(), 'data'))[0])));

  expect(answers.filter((text) => text.startsWith('HTTP/1.1 200'))).toHaveLength(2);
  const refused = answers.filter((text) => text.startsWith('HTTP/1.1 429'));
  expect(refused).toHaveLength(10);
  expect(refused[0]).toMatch(/\r\nRetry-After: 10\r\n/);
  for (const socket of sockets) socket.destroy();
});

test('another tenant has room while one tenant holds all its places', async () => {
  await using scim = await startScim(database, {
    roomForAnswers: { places: 3, placesPerTenant: 2, waiting: 8, waitSeconds: 5 },
  });
  await storeLarge(scim.tenant, 75);
  await storeLarge(`${scim.tenant}-other`, 10);

  const sockets = await Promise.all(Array.from({ length: 5 }, () => askAndNotRead(scim, 75)));
  const { status, body } = await scim.other.send('GET', '/Users?count=10');
  const small = await scim.send('GET', '/Users?count=2');

  expect([status, body.Resources.length]).toEqual([200, 10]);
  expect(small.status).toBe(200);
  for (const socket of sockets) socket.destroy();
});

test('a place is free again when its answer is read, and when its client has gone', async () => {
  await using scim = await startScim(database, {
    roomForAnswers: { places: 1, placesPerTenant: 1, waiting: 8, waitSeconds: 20 },
  });
  await storeLarge(scim.tenant, 30);

  const socket = await askAndNotRead(scim, 30);
  const waiting = Array.from({ length: 3 }, () => scim.send('GET', '/Users?count=30'));
  socket.destroy();

  for (const { status, body } of await Promise.all(waiting)) expect([status, body.Resources.length]).toEqual([200, 30]);
});
