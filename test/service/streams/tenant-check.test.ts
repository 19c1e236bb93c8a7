import { randomUUID } from 'node:crypto';

import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { decodeCursor } from '../../../service/events/cursor';
import { Feed } from '../../../service/events/feed';
import { Database } from '../../../service/storage/connections/database';
import { openEventLogOn } from '../../../service/storage/history/sql-event-log';
import { SqlPositions } from '../../../service/storage/history/sql-positions';
import { Streams } from '../../../service/streams/stream';
import { checkTenant } from '../../../service/streams/tenant-check';
import { deletion } from '../../support/deletion';
import { noteMessages } from '../../support/messages';
import { administer, useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';

const product = { name: 'product', delivery: 'webhook', url: 'https://app.example.com', secrets: ['stream-1'] };
const siem = { name: 'siem', delivery: 'poll', audience: 'https://siem.example.com', reader: 'siem' };
const BY = { requestId: 'request-1', tokenId: 'somebody' };

describe('checkTenant', () => {
  const database = useDatabase();
  let db: Database;
  let positions: SqlPositions;
  beforeAll(() => {
    db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
    positions = new SqlPositions(db);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => db.close());

  /** A tenant with streams. Its check returns the names of the streams that a process must deliver. */
  function tenantWith(...streams: readonly object[]) {
    const slug = `tenant-${randomUUID()}`;
    const signing = ['set-signing-key-1'];
    const tenants = [registryEntry(slug, randomUUID(), { streams })];
    const registry = TenantRegistry.parse(JSON.stringify({ tenants, signing }));
    const [tenant] = registry.tenants;
    if (!tenant) throw new Error('the registry has one tenant');
    const openLog = openEventLogOn(db);
    const feedOf = () => new Feed(tenant, openLog(tenant), { user: () => ({}), group: () => ({}) });
    return {
      slug,
      feed: feedOf(),
      check: () =>
        checkTenant(tenant, new Streams(registry).of(tenant), {
          positions,
          feedOf,
          numbering: () => openLog(tenant).numbering(),
        }),
      happens: (userName: string, ago = '0 s') => administer(database.url, deletion(slug, userName, { ago })),
      position: async (stream: string) => (await positions.of(slug)).find((each) => each.stream === stream),
    };
  }

  /** How many minutes a receiver is behind, rounded. Undefined for none. */
  const minutesBehind = (behindSince: Date | undefined) =>
    behindSince && Math.round((Date.now() - behindSince.getTime()) / 60e3);

  test('begins new streams after everything that has happened, leaves them there, and has a process look at them once', async () => {
    const { check, feed, happens, position } = tenantWith(product, siem);
    await happens('before');

    expect(await check()).toEqual(['product']); // there may have been changes since then
    expect(await check()).toEqual([]);
    const begun = await position('siem');
    await happens('ann');
    await check();

    expect(await position('siem')).toMatchObject({ cursor: begun?.cursor, state: 'active' });
    expect((await position('product'))?.cursor).toBe(begun?.cursor);
    const { events } = await feed.after(begun?.cursor ?? '', { types: undefined, limit: 9 });
    expect(events.map(({ resource }) => resource['userName'])).toEqual(['ann']);
  });

  test('names the streams with events that no process delivers', async () => {
    const other = { ...product, name: 'other' };
    const { slug, check, happens } = tenantWith(product, other, siem);
    await check();
    expect(await check()).toEqual([]); // nothing has happened
    await happens('ann');
    await positions.take({ tenant: slug, stream: 'other', holder: randomUUID() });

    expect(await check()).toEqual(['product']);
  });

  test('names a stream whose place is from before a restore of the database, which its delivery ends', async () => {
    const { slug, check, happens } = tenantWith(product);
    await happens('ann');
    await check();
    await administer(database.url, `delete from scim.provisioning_log where tenant_id = '${slug}'`);
    await administer(database.url, `update scim.event_positions set last = 0 where tenant_id = '${slug}'`);

    expect(await check()).toEqual(['product']);
  });

  test('notes since when a receiver is behind that has stopped polling', async () => {
    const { check, happens, position } = tenantWith(siem);
    await check();
    await happens('ann', '40 minutes');
    await happens('bob', '20 minutes');

    await check();
    expect(minutesBehind((await position('siem'))?.behindSince)).toBe(40);
    await happens('cleo');
    const messages = noteMessages();
    await check();

    expect(messages.filter(({ text }) => text.includes('update stream_positions'))).toEqual([]);
    expect(minutesBehind((await position('siem'))?.behindSince)).toBe(40);
  });

  test.each([
    ['paused', (key: { tenant: string; stream: string }) => positions.control(key, { action: 'pause' }, BY)],
    [
      'ended',
      async (key: { tenant: string; stream: string }) => {
        const lease = { ...key, holder: randomUUID() };
        const held = await positions.take(lease);
        if (!held || !('cursor' in held)) throw new Error('nobody else holds the lease');
        const failure = { cursor: held.cursor, behindSince: undefined, attempts: [] };
        await positions.fail(lease, {
          ...failure,
          failures: 1,
          failingSince: new Date(),
          reason: 'it answered 410',
          pauseSeconds: undefined,
        });
        return true;
      },
    ],
  ])('notes since when the receiver of a stream is behind that is %s', async (state, stop) => {
    const { slug, check, happens, position } = tenantWith(product);
    await check();
    await stop({ tenant: slug, stream: 'product' });
    await happens('ann', '40 minutes');

    expect(await check()).toEqual([]);

    const stopped = await position('product');
    expect(stopped?.state).toBe(state);
    expect(minutesBehind(stopped?.behindSince)).toBe(40);
  });

  test('moves a receiver past events that it does not want, and does not count them as a lag', async () => {
    const { slug, check, happens, position } = tenantWith({ ...siem, types: ['user.created'] });
    await check();
    const before = await position('siem');
    await happens('ann', '40 minutes');

    await check();

    const after = await position('siem');
    const place = ({ cursor = '' } = {}) => decodeCursor(slug, cursor).position;
    expect(after?.behindSince).toBeUndefined();
    expect(place(after)).toBe(place(before) + 1);
  });

  test('keeps the tokens that a receiver has acknowledged before an older one', async () => {
    const { slug, check, happens, position } = tenantWith({ ...siem, types: ['user.created'] });
    await check();
    const before = await position('siem');
    if (!before) throw new Error('the check begins the stream');
    await positions.acknowledge(before, before, { ...before, acknowledged: ['jti-2'] });
    await happens('ann', '40 minutes');

    await check();

    expect(await position('siem')).toMatchObject({ tenant: slug, cursor: before.cursor, acknowledged: ['jti-2'] });
  });

  test('checks the other streams when the feed no longer reaches back to one', async () => {
    const { slug, check, happens, position } = tenantWith(siem, product);
    await check();
    await happens('ann');
    await check(); // numbers the event
    await administer(database.url, `update scim.stream_positions set behind_since = null where tenant_id = '${slug}'`);
    await administer(database.url, `delete from scim.provisioning_log where tenant_id = '${slug}'`);

    expect(await check()).toEqual(['product']);

    expect(await position('siem')).toMatchObject({ behindSince: undefined, state: 'active' });
  });
});
