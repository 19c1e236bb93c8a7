import fc from 'fast-check';

import { useDatabase } from '../../support/postgres';
import { type RunningScim, type ScimClient, startScim } from '../../support/scim-client';

const database = useDatabase();

/** Names and ids that users in one history share, give up and get again. Each history has its own. */
const NAMES = ['ann', 'ANN', 'bob', 'carla'];
const OBJECT_IDS = ['1', '2'].map((digit) => `0000000${digit}-1708-45b7-acbe-a7b4c8f00000`);
const ALIASES = ['asmith', '00000000-0000-0000-0000-000000000000'];

const userName = fc.constantFrom(...NAMES);
const externalId = fc.constantFrom(...OBJECT_IDS, ...OBJECT_IDS, ...ALIASES, undefined);

/**
 * A step of a history: the request, the user that it is about, and whether it is part of a bulk request. `of` is the
 * index of a record, counted from the oldest.
 */
const step = fc.record({
  of: fc.nat({ max: 4 }),
  inBulk: fc.boolean(),
  does: fc.oneof(
    { weight: 4, arbitrary: fc.record({ method: fc.constant('POST' as const), userName, externalId }) },
    {
      weight: 3,
      arbitrary: fc.record({ method: fc.constant('PATCH' as const), path: fc.constant('active'), value: fc.boolean() }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ method: fc.constant('PATCH' as const), path: fc.constant('userName'), value: userName }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        method: fc.constant('PATCH' as const),
        path: fc.constant('externalId'),
        value: externalId.map((id) => id ?? ''),
      }),
    },
    { weight: 1, arbitrary: fc.record({ method: fc.constant('PUT' as const), userName, externalId }) },
    { weight: 1, arbitrary: fc.record({ method: fc.constant('DELETE' as const) }) },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const post = (name: string, id?: string): Step => ({
  of: 0,
  inBulk: false,
  does: { method: 'POST', userName: name, externalId: id },
});
const deactivateFirst: Step = { of: 0, inBulk: false, does: { method: 'PATCH', path: 'active', value: false } };
const [ID] = OBJECT_IDS;

/** Histories that are rarely generated: two users share an id, or a name belongs to one user and an id to another. */
const SELDOM: readonly Step[][] = [
  [post('ann', ID), post('bob', ID), deactivateFirst, post('carla', ID)],
  [post('ann'), post('bob', ID), deactivateFirst, post('ann', ID)],
];

interface Record {
  readonly id: string;
  readonly userName: string;
  readonly externalId: string | undefined;
  readonly active: boolean;

  /** Id of the group that the user, and nobody else, was added to on creation. */
  readonly group: string;
}

interface Rules {
  readonly profile: string;
  readonly restore: string;
}

/** The expected answer to a POST: a refusal, the record of the same person, or a new one. */
function expectedOf(
  records: readonly Record[],
  sent: { readonly userName: string; readonly externalId: string | undefined },
  { profile, restore }: Rules,
): Record | 'new' | 'refused' {
  const namesakes = records.filter((record) => same(record.userName, sent.userName));
  if (profile === 'rfc') return namesakes.length > 0 ? 'refused' : 'new';

  const withId = records.filter((record) => isObjectId(sent.externalId) && record.externalId === sent.externalId);
  const [namesake] = namesakes;
  if (namesake?.active) return 'refused';
  if (namesake) {
    const isSomebodyElse =
      isObjectId(sent.externalId) && isObjectId(namesake.externalId) && namesake.externalId !== sent.externalId;
    const others = withId.filter((record) => record !== namesake);
    if (isSomebodyElse || (others.length > 0 && !withId.includes(namesake))) return 'refused';
    return restore === 'in-place' ? namesake : 'refused';
  }
  const [only] = withId;
  if (!only || withId.length > 1 || only.active) return 'new';
  return restore === 'in-place' ? only : 'refused';
}

const isObjectId = (id: string | undefined) => OBJECT_IDS.some((known) => known.slice(0, 8) === id?.slice(0, 8));
const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Sends one change, alone or as the only operation of a bulk request. */
async function send(client: ScimClient, { inBulk }: Step, method: string, path: string, data?: object) {
  if (!inBulk) {
    const { status, body } = await client.send(method, path, data);
    return { status, id: String(body?.id) };
  }
  const operation = { method, path, ...(method === 'POST' ? { bulkId: 'one' } : {}), ...(data ? { data } : {}) };
  const { body } = await client.send('POST', '/Bulk', { schemas: [BULK], Operations: [operation] });
  const [{ status, location = '' }] = body.Operations;
  return { status: Number(status), id: String(location).split('/').at(-1) ?? '' };
}

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** Plays a history, and compares each answer and the final content of the store with the model. */
async function play(scim: RunningScim, history: readonly Step[], rules: Rules): Promise<string[]> {
  const run = String(++runs);
  const kinds: string[] = [];
  let records: readonly Record[] = [];
  const named = (name: string) => `${name}@${run}.example`;
  const own = (id: string | undefined) =>
    id !== undefined && OBJECT_IDS.includes(id) ? id.slice(0, -run.length) + run : id;
  const replaced = (record: Record, by: Partial<Record>) =>
    records.map((one) => (one === record ? { ...record, ...by } : one));

  for (const one of history) {
    const { does } = one;
    if (does.method === 'POST') {
      const sent = { schemas: [USER], userName: named(does.userName), externalId: own(does.externalId) };
      const expected = expectedOf(records, sent, rules);
      const { status, id } = await send(scim, one, 'POST', '/Users', sent);

      const record = records.find((there) => there.id === id);
      const got = status === 409 ? 'refused' : (record ?? 'new');
      expect(got).toEqual(expected);
      kinds.push(typeof expected === 'string' ? expected : 'restored');
      const { schemas: _, ...names } = sent;
      if (record) records = replaced(record, { ...names, active: true });
      else if (status === 201) {
        const members = [{ value: id }];
        const { body: group } = await scim.send('POST', '/Groups', {
          schemas: [GROUP],
          displayName: `of ${id}`,
          members,
        });
        records = [...records, { id, ...names, active: true, group: group.id }];
      }
      continue;
    }

    const record = records[one.of];
    if (!record) continue;
    const path = `/Users/${record.id}`;
    const isTaken = (name: string) => records.some((other) => other !== record && same(other.userName, name));
    switch (does.method) {
      case 'PATCH': {
        const value =
          does.path === 'userName' ? named(does.value) : does.path === 'externalId' ? own(does.value) : does.value;
        const isRemoval = value === '';
        const operation = isRemoval ? { op: 'remove', path: does.path } : { op: 'replace', path: does.path, value };
        const { status } = await send(scim, one, 'PATCH', path, { schemas: [PATCH], Operations: [operation] });

        const refused = does.path === 'userName' && isTaken(String(value));
        expect(status).toBe(refused ? 409 : 200);
        if (!refused) records = replaced(record, { [does.path]: isRemoval ? undefined : value });
        break;
      }
      case 'PUT': {
        const sent = { schemas: [USER], userName: named(does.userName), externalId: own(does.externalId) };
        const { status } = await send(scim, one, 'PUT', path, sent);

        expect(status).toBe(isTaken(sent.userName) ? 409 : 200);
        if (!isTaken(sent.userName)) {
          records = replaced(record, { userName: sent.userName, externalId: sent.externalId });
        }
        break;
      }
      case 'DELETE': {
        expect((await send(scim, one, 'DELETE', path)).status).toBe(204);
        records = records.filter((other) => other !== record);
      }
    }
  }

  for (const { group, ...record } of records) {
    const { body } = await scim.send('GET', `/Users/${record.id}`);
    const { id, userName: name, externalId: alias, active, groups } = body;
    expect({ id, userName: name, externalId: alias, active }).toEqual(record);
    expect(groups.map(({ value }: { value: string }) => value)).toEqual([group]); // only the user's own group
  }
  return kinds;
}

let runs = 0;

describe.each([
  { profile: 'entra', restore: 'in-place', kinds: ['new', 'refused', 'restored'] },
  { profile: 'entra', restore: 'refuse', kinds: ['new', 'refused'] },
  { profile: 'rfc', restore: 'in-place', kinds: ['new', 'refused'] },
  { profile: 'rfc', restore: 'refuse', kinds: ['new', 'refused'] },
])('where people leave, come back, are renamed and share aliases', ({ kinds, ...rules }) => {
  test(`nobody gets what another person had: profile ${rules.profile}, restore ${rules.restore}`, async () => {
    await using scim = await startScim(database, { tenant: rules });
    const reached = new Set<string>();

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20, size: 'max' }), async (history) => {
        for (const kind of await play(scim, history, rules)) reached.add(kind);
      }),
      { numRuns: 50, examples: SELDOM.map((history) => [history]) },
    );

    expect([...reached].sort()).toEqual(kinds); // generated histories cover all kinds of outcomes
  });
});
