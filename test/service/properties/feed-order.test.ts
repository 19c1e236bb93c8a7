import fc from 'fast-check';

import { administer, useDatabase } from '../../support/postgres';
import { type RunningScim, startScim } from '../../support/scim-client';

const database = useDatabase();

const USERS = ['ann', 'bob', 'carla'];
const GROUPS = ['sales', 'finance'];

const user = fc.constantFrom(...USERS);
const group = fc.constantFrom(...GROUPS);

/** A change. Its effect depends on the state: somebody joins or leaves, comes, is deactivated, or comes back. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('come or go' as const), user }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('delete' as const), user }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('join or leave' as const), user, group }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('found or dissolve' as const), group, members: fc.subarray(USERS) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Histories that are rarely generated: a name that somebody else gets at once, and a user who leaves two groups. */
const SELDOM: readonly Step[][] = [
  [
    { does: 'come or go', user: 'ann' },
    { does: 'delete', user: 'ann' },
    { does: 'come or go', user: 'ann' },
  ],
  [
    { does: 'come or go', user: 'ann' },
    { does: 'found or dissolve', group: 'sales', members: ['ann'] },
    { does: 'found or dissolve', group: 'finance', members: ['ann'] },
    { does: 'delete', user: 'ann' },
    { does: 'found or dissolve', group: 'sales', members: [] },
  ],
];

interface Operation {
  readonly method: 'DELETE' | 'PATCH' | 'POST';
  readonly path: string;
  readonly bulkId?: string;
  readonly data?: object;
}

/** The users and groups that there are, by name. */
class Model {
  readonly #users = new Map<string, { readonly ref: string; readonly active: boolean }>();
  readonly #groups = new Map<string, { readonly ref: string; readonly members: Set<string> }>();
  readonly #suffix: string;
  #created = 0;

  constructor(suffix: string) {
    this.#suffix = suffix;
  }

  /** Takes one step. Returns the operation to send, and the events that it causes; undefined when it changes nothing. */
  take(step: Step): { readonly operation: Operation; readonly events: readonly string[] } | undefined {
    if (step.does === 'found or dissolve') return this.#foundOrDissolve(step);
    const known = this.#users.get(step.user);
    if (step.does === 'come or go') return this.#comeOrGo(step.user);
    if (!known) return undefined;
    if (step.does === 'join or leave') return this.#joinOrLeave(step.user, known.ref, step.group);

    this.#users.delete(step.user);
    const left = [...this.#groups].filter(([, { members }]) => members.delete(step.user));
    return {
      operation: { method: 'DELETE', path: `/Users/${known.ref}` },
      events: [...left.map(([name]) => `user.left_group ${step.user} ${name}`), `user.deleted ${step.user}`],
    };
  }

  /** Puts the ids of created resources in place of the references to their operations. */
  resolve(ids: ReadonlyMap<string, string>): void {
    const idOf = (ref: string) => ids.get(ref) ?? ref;
    for (const [name, known] of this.#users) this.#users.set(name, { ...known, ref: idOf(known.ref) });
    for (const [name, known] of this.#groups) this.#groups.set(name, { ...known, ref: idOf(known.ref) });
  }

  #comeOrGo(name: string) {
    const known = this.#users.get(name);
    if (known?.active) {
      this.#users.set(name, { ...known, active: false });
      const data = patch({ op: 'replace', path: 'active', value: false });
      const operation = { method: 'PATCH', path: `/Users/${known.ref}`, data } as const;
      return { operation, events: [`user.deactivated ${name}`] };
    }
    const bulkId = `${++this.#created}`;
    this.#users.set(name, { ref: known?.ref ?? `bulkId:${bulkId}`, active: true });
    const data = { schemas: [`${CORE}User`], userName: name + this.#suffix };
    const operation = { method: 'POST', path: '/Users', bulkId, data } as const;
    return { operation, events: [`user.${known ? 'restored' : 'created'} ${name}`] };
  }

  #joinOrLeave(name: string, ref: string, group: string) {
    const known = this.#groups.get(group);
    if (!known) return undefined;
    const leaves = known.members.delete(name);
    if (!leaves) known.members.add(name);
    const data = patch({ op: leaves ? 'remove' : 'add', path: 'members', value: [{ value: ref }] });
    const operation = { method: 'PATCH', path: `/Groups/${known.ref}`, data } as const;
    return { operation, events: [`user.${leaves ? 'left' : 'joined'}_group ${name} ${group}`] };
  }

  #foundOrDissolve({ group, members }: Step & { readonly does: 'found or dissolve' }) {
    const known = this.#groups.get(group);
    if (known) {
      this.#groups.delete(group);
      const left = [...known.members].map((name) => `user.left_group ${name} ${group}`);
      const operation = { method: 'DELETE', path: `/Groups/${known.ref}` } as const;
      return { operation, events: [...left, `group.deleted ${group}`] };
    }
    const bulkId = `${++this.#created}`;
    const joining = members.flatMap((name) => {
      const ref = this.#users.get(name)?.ref;
      return ref === undefined ? [] : [{ name, ref }];
    });
    this.#groups.set(group, { ref: `bulkId:${bulkId}`, members: new Set(joining.map(({ name }) => name)) });
    const data = {
      schemas: [`${CORE}Group`],
      displayName: group + this.#suffix,
      members: joining.map(({ ref }) => ({ value: ref })),
    };
    const joined = joining.map(({ name }) => `user.joined_group ${name} ${group}`);
    return {
      operation: { method: 'POST', path: '/Groups', bulkId, data } as const,
      events: [`group.created ${group}`, ...joined],
    };
  }
}

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:';
const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0:';

const patch = (operation: object) => ({ schemas: [`${MESSAGES}PatchOp`], Operations: [operation] });

/** Sends operations in one Bulk request. Returns the ids of the resources, by the references to their operations. */
async function send(scim: RunningScim, operations: readonly Operation[]): Promise<Map<string, string>> {
  const { body } = await scim.send('POST', '/Bulk', { schemas: [`${MESSAGES}BulkRequest`], Operations: operations });
  const answers: { readonly status: string; readonly location?: string }[] = body.Operations;
  expect(answers.filter(({ status }) => !status.startsWith('2'))).toEqual([]);
  return new Map(
    operations.flatMap(({ bulkId }, index) =>
      bulkId === undefined ? [] : [[`bulkId:${bulkId}`, answers[index]?.location?.split('/').at(-1) ?? '']],
    ),
  );
}

/** The events of one operation. Several members join or leave at once, in any order. */
function sorted(events: readonly string[]): string[] {
  const isMove = (event: string) => event.includes('_group ');
  const [first, last] = [events.findIndex(isMove), events.findLastIndex(isMove)];
  return [...events.slice(0, first), ...events.slice(first, last + 1).sort(), ...events.slice(last + 1)];
}

let runs = 0;

test('events of the same millisecond come in the order of the requests, and of the operations of a Bulk request', async () => {
  await using scim = await startScim(database, { tenant: { profile: 'entra', restore: 'in-place' } });

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25, size: 'max' }), fc.nat(6), async (steps, more) => {
      const suffix = `-${++runs}`;
      const model = new Model(suffix);
      let cursor: string = (await scim.send('GET', '/events?from=now')).body.cursor;
      const expected: string[][] = [];
      for (let first = 0; first < steps.length; first += 1 + more) {
        const taken = steps.slice(first, first + 1 + more).flatMap((each) => model.take(each) ?? []);
        expected.push(...taken.map(({ events }) => sorted(events)));
        if (taken.length > 0) {
          model.resolve(
            await send(
              scim,
              taken.map(({ operation }) => operation),
            ),
          );
        }
      }

      await administer(
        database.url,
        `update scim.provisioning_log set at = date_trunc('second', now())
          where tenant_id = '${scim.tenant}' and position is null`,
      );

      const told: string[] = [];
      for (let hasMore = true; hasMore;) {
        const { body } = await scim.send('GET', `/events?after=${cursor}`);
        for (const { type, resource, group: of } of body.events) {
          const names = [resource.userName ?? resource.displayName, of?.displayName].join(' ');
          told.push(`${type} ${names.replaceAll(suffix, '').trim()}`);
        }
        cursor = body.cursor;
        hasMore = body.more;
      }
      expect(expected.map(({ length }) => sorted(told.splice(0, length)))).toEqual(expected);
      expect(told).toEqual([]);
    }),
    {
      numRuns: 60,
      examples: SELDOM.flatMap((steps) =>
        [[steps, 0] as const, [steps, 6] as const].map(([s, n]) => [s, n] as [Step[], number]),
      ),
    },
  );
});
