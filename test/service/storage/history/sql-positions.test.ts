import { randomUUID } from 'node:crypto';

import { Database } from '../../../../service/storage/connections/database';
import { SqlPositions } from '../../../../service/storage/history/sql-positions';
import type { Attempt, Failure, Progress } from '../../../../service/streams/positions';
import { administer, STORES, useDatabase } from '../../../support/postgres';

const BY = { requestId: 'request-1', tokenId: 'somebody' };
const taken: Attempt = {
  at: new Date('2026-11-30T14:00:00.000Z'),
  eventId: 'event-1',
  eventType: 'user.created',
  outcome: 'taken',
  status: 204,
  ms: 12,
  reason: undefined,
};
const at = (cursor: string, attempts: readonly Attempt[] = []): Progress => ({
  cursor,
  behindSince: undefined,
  attempts,
});
const failure: Failure = {
  ...at('c1', [{ ...taken, outcome: 'failed', status: 500, reason: 'it answered 500' }]),
  behindSince: new Date('2026-11-30T13:00:00.000Z'),
  failures: 1,
  failingSince: new Date('2026-11-30T12:00:00.000Z'),
  reason: 'it answered 500',
  pauseSeconds: 60,
};

describe.each(STORES)('the positions of streams on %s', (_name, server, form) => {
  const database = useDatabase(server, form);
  let db: Database;
  let positions: SqlPositions;
  beforeAll(() => {
    db = new Database({ connectionString: database.url, max: 4 }, () => undefined);
    positions = new SqlPositions(db);
  });
  afterAll(() => db.close());

  /** A stream that has just begun. */
  async function begun() {
    const key = { tenant: `tenant-${randomUUID()}`, stream: 'product' };
    await positions.begin(key, 'c0');
    return { key, one: { ...key, holder: randomUUID() }, other: { ...key, holder: randomUUID() } };
  }
  const found = async ({ tenant }: { tenant: string }) => (await positions.of(tenant))[0];
  const passTime = ({ tenant }: { tenant: string }, since = '0') =>
    administer(
      database.url,
      `update scim.stream_positions set due_at = now() - interval '${since}' where tenant_id = '${tenant}'`,
    );

  test('begin once, and stay where they are when another process begins them too', async () => {
    const { key } = await begun();

    await positions.begin(key, 'c9');

    expect(await found(key)).toMatchObject({ cursor: 'c0', state: 'active', failures: 0, dueAt: undefined });
  });

  test('are held by one process at a time, which looks again when another one has news', async () => {
    const { key, one, other } = await begun();

    expect(await positions.take(one)).toMatchObject({ cursor: 'c0' });
    expect(await positions.take(other)).toBeUndefined();
    expect(await positions.release(one, at('c1'))).toBe(false); // there may be news
    expect(await positions.release(one, at('c2'))).toBe(true);

    expect(await found(key)).toMatchObject({ cursor: 'c2', dueAt: undefined });
    expect(await positions.take(other)).toMatchObject({ cursor: 'c2' });
  });

  test('are not taken for a stream that has not begun, which does not count as paused', async () => {
    const lease = { tenant: `tenant-${randomUUID()}`, stream: 'product', holder: randomUUID() };

    expect(await positions.take(lease)).toBeUndefined();
    await positions.begin(lease, 'c0');
    expect(await positions.take(lease)).toMatchObject({ cursor: 'c0' });
  });

  test('go to one of many processes that ask at once', async () => {
    const { key } = await begun();

    const takes = await Promise.all(Array.from({ length: 8 }, () => positions.take({ ...key, holder: randomUUID() })));

    expect(takes.filter((position) => position !== undefined)).toHaveLength(1);
  });

  test('go to another process when a holder does not report in time, and the first one learns that', async () => {
    const { key, one, other } = await begun();
    await positions.take(one);
    await passTime(key);

    expect(await positions.due(1_000)).toContainEqual(key);
    expect(await positions.take(other)).toMatchObject({ cursor: 'c0' });
    expect(await positions.save(one, at('c9'))).toBe(false);
    expect(await positions.release(one, at('c9'))).toBe(true);

    expect(await found(key)).toMatchObject({ cursor: 'c0' });
  });

  test('are left alone after a failure until their time has come', async () => {
    const { key, one, other } = await begun();
    await positions.take(one);
    await positions.fail(one, failure);

    expect(await positions.take(other)).toEqual({ notBefore: (await found(key))?.dueAt });
    expect(await positions.due(1_000)).not.toContainEqual(key);
    expect(await found(key)).toMatchObject({ cursor: 'c1', failures: 1, lastError: 'it answered 500' });
    await passTime(key);

    expect(await positions.due(1_000)).toContainEqual(key);
    expect(await positions.take(other)).toMatchObject({
      cursor: 'c1',
      failures: 1,
      failingSince: failure.failingSince,
    });
    expect(await positions.save(other, at('c2'))).toBe(true);
    expect(await found(key)).toMatchObject({
      cursor: 'c2',
      failures: 0,
      failingSince: undefined,
      lastError: undefined,
    });
  });

  test('end with the last failure, and go on when an operator resumes them', async () => {
    const { key, one, other } = await begun();
    await positions.take(one);
    await positions.fail(one, { ...failure, pauseSeconds: undefined });

    expect(await found(key)).toMatchObject({ state: 'ended', cursor: 'c1', dueAt: undefined });
    expect(await positions.take(other)).toEqual({ notBefore: undefined });
    expect(await positions.control(key, { action: 'resume' }, BY)).toBe(true);

    expect(await positions.due(1_000)).toContainEqual(key);
    expect(await positions.take(other)).toMatchObject({ cursor: 'c1', failures: 0 });
  });

  test('are paused without losing what was told meanwhile', async () => {
    const { key, one, other } = await begun();
    await positions.take(one);
    await positions.take(other); // there is news as well

    expect(await positions.control(key, { action: 'pause' }, BY)).toBe(true);
    expect(await positions.control(key, { action: 'pause' }, BY)).toBe(false);
    expect(await positions.save(one, at('c1'))).toBe(false);
    expect(await positions.release(one, at('c1'))).toBe(true);

    expect(await found(key)).toMatchObject({ state: 'paused', cursor: 'c1' });
    expect(await positions.take(other)).toEqual({ notBefore: undefined });
    await passTime(key);
    expect(await positions.due(1_000)).not.toContainEqual(key);
  });

  test('of a stream that a process does not know are postponed, so that they do not stand in the way of others', async () => {
    const { key, one } = await begun();
    await positions.take(one);
    await positions.handOver(one, { ...at('c1'), failures: 0, failingSince: undefined });

    await positions.postpone(key);
    expect(await positions.due(1_000)).toContainEqual(key); // somebody may know it
    await passTime(key, '2 minutes');
    await positions.postpone(key);

    expect(await positions.due(1_000)).not.toContainEqual(key);
    expect(await found(key)).toMatchObject({ cursor: 'c1', state: 'active', dueAt: expect.any(Date) });
  });

  test('are moved by an operator, whatever a holder says', async () => {
    const { key, one, other } = await begun();
    await positions.take(one);

    expect(await positions.control(key, { action: 'replay', cursor: 'c-old' }, BY)).toBe(true);
    expect(await positions.save(one, at('c9'))).toBe(false);
    expect(await positions.release(one, at('c9'))).toBe(true);

    expect(await positions.take(other)).toMatchObject({ cursor: 'c-old' });
  });

  test('keep in history who did what to a stream', async () => {
    const { key } = await begun();
    await positions.control(key, { action: 'pause' }, BY);
    await positions.control(key, { action: 'pause' }, BY); // changes nothing
    await positions.control(key, { action: 'replay', cursor: 'c-old' }, { ...BY, requestId: 'request-2' });

    const rows = await administer(
      database.url,
      `select request_id, token_id, action, resource_type, name from scim.provisioning_log where tenant_id = '${key.tenant}' order by at`,
    );

    const common = { token_id: 'somebody', resource_type: 'Stream', name: 'product' };
    expect(rows).toEqual([
      { ...common, request_id: 'request-1', action: 'pause' },
      { ...common, request_id: 'request-2', action: 'replay' },
    ]);
  });

  test('are handed over at once by a process that stops', async () => {
    const { key, one } = await begun();
    await positions.take(one);

    await positions.handOver(one, { ...at('c1'), failures: 0, failingSince: undefined });

    expect(await positions.due(1_000)).toContainEqual(key);
    expect(await found(key)).toMatchObject({ cursor: 'c1' });
  });

  test('have a log of attempts, the latest first', async () => {
    const { key, one } = await begun();
    const later = { ...taken, at: new Date('2026-11-30T14:00:01.000Z'), eventId: 'event-2', status: undefined };
    await positions.take(one);
    await positions.release(one, at('c2', [taken, later]));

    expect(await positions.attempts(key, { count: 10, before: undefined })).toEqual([later, taken]);
    expect(await positions.attempts(key, { count: 1, before: undefined })).toEqual([later]);
    expect(await positions.attempts(key, { count: 10, before: later.at })).toEqual([taken]);
  });

  test('of one tenant are never shown to another, and those of all tenants are listed page by page', async () => {
    const { key } = await begun();
    const { key: next } = await begun();

    const listed = [];
    for (let last: Awaited<ReturnType<typeof positions.after>>[number] | undefined; ;) {
      const page = await positions.after(last, 2);
      listed.push(...page.map(({ tenant }) => tenant));
      last = page.at(-1);
      if (last === undefined) break;
    }

    expect((await positions.of(key.tenant)).map(({ tenant }) => tenant)).toEqual([key.tenant]);
    expect(listed).toEqual(expect.arrayContaining([key.tenant, next.tenant]));
    expect(listed).toEqual([...new Set(listed)].sort());
    const rows = await db.run(key.tenant, { text: 'select from stream_positions' });
    expect(rows).toHaveLength(1);
  });
});
