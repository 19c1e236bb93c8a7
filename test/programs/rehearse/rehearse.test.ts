import { setTimeout as sleep } from 'node:timers/promises';

import { DEFAULT_MAPPINGS, MAPPING_PRESETS, type MappingTable } from '../../../entra/attribute-mapping';
import { loadConfig } from '../../../fleet/load-config';
import type { TenantConfig } from '../../../fleet/model/tenant';
import { Follower } from '../../../programs/rehearse/follower';
import { generateDirectory } from '../../../programs/rehearse/generate-directory';
import { renderLags, SESSION_LOST } from '../../../programs/rehearse/lags';
import { playedTable } from '../../../programs/rehearse/played-table';
import { Product } from '../../../programs/rehearse/product';
import { rehearse, type StepResult } from '../../../programs/rehearse/rehearse';
import { passed, renderReport } from '../../../programs/rehearse/report';
import { AccessMap, type Event, mirror } from '../../../service/client';
import type { OpenStore, User, UserStore } from '../../../service/directory/store';
import type { OpenEventLog } from '../../../service/events/event-log';
import type { JsonObject } from '../../../service/scim/json';
import { Database } from '../../../service/storage/connections/database';
import { openStoreOn } from '../../../service/storage/directory/open-store';
import { openEventLogOn } from '../../../service/storage/history/sql-event-log';
import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const database = useDatabase();
const example = loadConfig('config').tenants[0] as TenantConfig;

interface Spoilt {
  readonly spoil?: (open: OpenStore) => OpenStore;

  /** What becomes of the users that events show. */
  readonly spoilShown?: (users: readonly User[]) => readonly User[];
  readonly mappings?: MappingTable;
  readonly isFollowed?: boolean;

  /** A second product, and what it does with each event. */
  readonly pushed?: Product;
  readonly onPushed?: (event: Event) => Promise<void> | void;
}

/** Plays Entra for the example tenant against a service that may be spoilt, while a product follows it. */
async function playFollowed({
  spoil,
  spoilShown,
  mappings = DEFAULT_MAPPINGS,
  isFollowed = true,
  pushed,
  onPushed,
}: Spoilt = {}) {
  const db = new Database({ connectionString: database.url }, () => undefined);
  const openStore = openStoreOn(db);
  const openEventLog: OpenEventLog = (...call) => {
    const log = openEventLogOn(db)(...call);
    return {
      numbering: () => log.numbering(),
      number: (...from) => log.number(...from),
      rowsFrom: (...at) => log.rowsFrom(...at),
      oldest: () => log.oldest(),
      since: (time) => log.since(time),
      groups: (...asked) => log.groups(...asked),
      users: async (...asked) => {
        const { items, leftOut } = await log.users(...asked);
        return { items: spoilShown?.(items) ?? items, leftOut };
      },
    };
  };
  await using scim = await startScim(database, {
    overrides: { openStore: spoil?.(openStore) ?? openStore, openEventLog },
  });
  const over = new AbortController();
  const pushing = onPushed && mirror(scim, new AccessMap(), { onEvent: onPushed, signal: over.signal });
  await using follower = isFollowed
    ? await Follower.start(scim, pushed && [{ way: 'webhook', product: pushed }])
    : undefined;
  const tenant = { ...example, provisioning: { ...example.provisioning, mappings } };
  const directory = generateDirectory(tenant, { users: 20, groups: 5 }, 'test');
  const results = await rehearse(
    { tenantUrl: scim.url, tokens: [scim.token], follower, mappings, directory, dialects: ['legacy', 'flag'] },
    () => undefined,
  );
  over.abort();
  await pushing;
  await db.close();
  return { results, lags: follower?.lags ?? [] };
}

async function play(spoil: Spoilt['spoil'] = (open) => open, mappings?: MappingTable): Promise<StepResult[]> {
  const { results } = await playFollowed({ spoil, ...(mappings ? { mappings } : {}) });
  return results;
}

/** Wraps a store, so that some of its methods for users behave differently. */
function spoilUsers(spoil: (users: UserStore) => Partial<UserStore>): (open: OpenStore) => OpenStore {
  return (open) =>
    (...request) => {
      const { users, groups } = open(...request);
      const sound: UserStore = {
        insert: (...call) => users.insert(...call),
        find: (...call) => users.find(...call),
        search: (...call) => users.search(...call),
        change: (...call) => users.change(...call),
        remove: (...call) => users.remove(...call),
      };
      return { groups, users: { ...sound, ...spoil(users) } };
    };
}

function step(results: readonly StepResult[], name: string): StepResult {
  const found = results.find((result) => result.name === name);
  if (!found) throw new Error(`no step '${name}'`);
  return found;
}

describe('rehearse', () => {
  test('finds no difference in a service that keeps what was sent', async () => {
    const results = await play();

    expect(results.flatMap(({ failures, differences }) => [...failures, ...differences])).toEqual([]);
    expect(passed(results)).toBe(true);
    expect(step(results, 'create users').milliseconds).toHaveLength(40);
    expect(renderReport(results)).toMatch(/│ create users {4}│ {7}40 │ {12}0 │ {8}0 │/);
  });

  test('never has to wait for a service with its default limits', async () => {
    const results = await play();

    expect(results.map(({ name, waits }) => [name, waits])).toEqual(results.map(({ name }) => [name, 0]));
  });

  describe("with a tenant's own mappings", () => {
    /** Rehearses a mapping table, and returns the results and the users that the service was asked to insert. */
    async function played(mappings: MappingTable) {
      const inserted: JsonObject[] = [];
      const spoil = spoilUsers((users) => ({
        insert: (user, restore) => {
          inserted.push(user.resource.attributes);
          return users.insert(user, restore);
        },
      }));
      const results = await play(spoil, mappings);
      return {
        inserted,
        results,
        faults: results.flatMap(({ failures, differences }) => [...failures, ...differences]),
      };
    }

    test('sends everything that Entra maps by default', async () => {
      const { mappings, left } = playedTable(MAPPING_PRESETS.full);

      const { inserted, results, faults } = await played(mappings);

      expect(left).toEqual([]);
      expect(faults).toEqual([]);
      expect(inserted.find(({ title }) => title === 'jobTitle 1')).toMatchObject({
        addresses: [{ type: 'work', country: 'DE', locality: 'city 1' }],
        [ENTERPRISE_USER]: { department: 'department 1' },
      });
      expect(step(results, 'set managers').milliseconds).toHaveLength(38); // GET and PATCH for all but the first
      expect(step(results, 'change managers').milliseconds).toHaveLength(20);
    });

    test('reports a reference that it does not send', () => {
      const users = [...DEFAULT_MAPPINGS.users, { target: 'title', source: '[manager]' }];

      const { mappings, left } = playedTable({ ...DEFAULT_MAPPINGS, users });

      expect(mappings).toEqual(DEFAULT_MAPPINGS);
      expect(left).toEqual(["users title = [manager]: 'manager' refers to other objects"]);
    });

    test('matches as the table says, sends create-only attributes once, and the default where there is no value', async () => {
      const { inserted, faults, results } = await played({
        users: [
          { target: 'externalId', source: '[objectId]', matching: 1 },
          { target: 'userName', source: '[userPrincipalName]', matching: 2 },
          { target: 'name.familyName', source: '[surname]', flow: 'onCreate' },
          { target: 'title', source: 'Left([jobTitle], 0)', defaultValue: 'Colleague' },
        ],
        groups: DEFAULT_MAPPINGS.groups,
      });

      expect(faults).toEqual([]);
      expect(inserted[0]).toMatchObject({ title: 'Colleague', externalId: expect.stringMatching(/^00000000-/) });
      expect(inserted[0]).not.toHaveProperty('emails');
      expect(step(results, 'create users').milliseconds).toHaveLength(60); // GETs by both attributes, then POST
      expect(step(results, 'update users').milliseconds).toHaveLength(5); // GET only, since nothing changed
    });

    test('leaves groups alone when it maps none, and members when it maps no members', async () => {
      const none = await played({ ...DEFAULT_MAPPINGS, groups: [] });
      const nobody = await played({
        ...DEFAULT_MAPPINGS,
        groups: DEFAULT_MAPPINGS.groups.filter(({ target }) => target !== 'members'),
      });

      expect([...none.faults, ...nobody.faults]).toEqual([]);
      expect(step(none.results, 'create groups').milliseconds).toEqual([]);
      expect(step(nobody.results, 'create groups').milliseconds).toHaveLength(10);
      expect(step(nobody.results, 'add members').milliseconds).toEqual([]);
      expect(renderReport(none.results)).toMatch(/│ create groups +│ +0 │/);
    });
  });

  test('finds members that a service lost although it answered 204', async () => {
    const results = await play((open) => (...request) => {
      const store = open(...request);
      const { groups } = store;
      return {
        users: store.users,
        groups: Object.assign(Object.create(groups) as typeof groups, {
          insert: groups.insert.bind(groups),
          find: groups.find.bind(groups),
          search: groups.search.bind(groups),
          remove: groups.remove.bind(groups),
          change: (...[id, change]: Parameters<typeof groups.change>) => groups.change(id, change, []),
          changeMembers: (...[id, , now]: Parameters<typeof groups.changeMembers>) => groups.changeMembers(id, [], now),
        }),
      };
    });

    const { failures, differences } = step(results, 'add members');
    expect(failures).toEqual([]);
    expect(differences[0]).toMatch(/^\/Groups\/\S+ members: \d+ of \d+ are missing, 0 are extra$/);
    expect(passed(results)).toBe(false);
  });

  test('finds values that a service has changed', async () => {
    const results = await play(
      spoilUsers((users) => ({
        insert: ({ resource, attributes }, restore) => {
          const shouted = { ...resource.attributes, userName: String(resource.attributes['userName']).toUpperCase() };
          return users.insert({ resource: { ...resource, attributes: shouted }, attributes }, restore);
        },
      })),
    );

    const [difference] = step(results, 'create users').differences;
    expect(difference).toMatch(/userName: sent 'test\.\S+@rehearsal\.example', holds 'TEST\.\S+@REHEARSAL\.EXAMPLE'$/);
    expect(renderReport(results)).toContain(`create users: ${difference}`);
  });

  test('finds a manager that a service did not remove', async () => {
    const seen = new Map<string, JsonObject>();
    const results = await play(
      spoilUsers((users) => ({
        find: async (id, reading) => {
          const user = await users.find(id, reading);
          const extension = { ...seen.get(id), ...(user?.attributes[ENTERPRISE_USER] as JsonObject | undefined) };
          seen.set(id, extension);
          return user && { ...user, attributes: { ...user.attributes, [ENTERPRISE_USER]: extension } };
        },
      })),
      MAPPING_PRESETS.full,
    );

    expect(step(results, 'set managers').differences).toEqual([]);
    expect(step(results, 'change managers').differences[0]).toMatch(/:manager: sent '', holds '[0-9a-f-]{36}'$/);
  });

  test('finds a role that a service kept beside the new one', async () => {
    const results = await play(
      spoilUsers((users) => ({
        find: async (id, reading) => {
          const user = await users.find(id, reading);
          const [role] = (user?.attributes['roles'] ?? []) as JsonObject[];
          const roles = [role ?? {}, { value: 'account_billing', primary: false }];
          return user && role ? { ...user, attributes: { ...user.attributes, roles } } : user;
        },
      })),
    );

    expect(step(results, 'create users').differences[0]).toMatch(/^\/Users\/\S+ roles: sent 1, holds 1 more$/);
  });

  test('finds a mirror that was told nothing of deactivations and deletions', async () => {
    const seen = new Map<string, User>();
    const { results } = await playFollowed({
      spoilShown: (users) => {
        for (const user of users) if (user.attributes['active'] === true) seen.set(user.id, user);
        return [...seen.values()];
      },
    });

    expect(step(results, 'change roles').differences).toEqual([]);
    expect(step(results, 'disable users').differences[0]).toMatch(
      /^the mirror of \S+, active: sent false, holds true$/,
    );
    expect(step(results, 'delete users').differences).toEqual([
      expect.stringMatching(/^the mirror holds \S+ after it was deleted$/),
      expect.stringMatching(/^the mirror holds \S+ after it was deleted$/),
    ]);
    expect(passed(results)).toBe(false);
  });

  test('tells how long after a request the mirror had each kind of change, and when sessions were lost', async () => {
    const { lags } = await playFollowed();

    const counts = new Map(lags.map(({ name, milliseconds }) => [name, milliseconds.length]));
    expect(counts.get('user.created')).toBe(20);
    expect(counts.get('user.deactivated')).toBe(2);
    expect(counts.get('user.deleted')).toBe(20);
    expect(counts.get(SESSION_LOST.deactivated)).toBe(2);
    expect(counts.get(SESSION_LOST.deleted)).toBe(20);
    expect(lags.flatMap(({ milliseconds }) => milliseconds).every((each) => each > 0)).toBe(true);
    expect(renderLags(lags)).toMatch(/│ user.created +│ wait +│ +20 │ +\d+\.\d │ +\d+\.\d │ +\d+\.\d │/);
  });

  test('tells the same of a product that gets the events as webhooks, and waits for it', async () => {
    const pushed = new Product();

    const { results, lags } = await playFollowed({
      pushed,
      onPushed: async (event) => {
        await sleep(5);
        await pushed.take(event);
      },
    });

    const countsBy = (way: string) =>
      new Map(lags.filter((lag) => lag.way === way).map(({ name, milliseconds }) => [name, milliseconds.length]));
    expect(results.flatMap(({ differences }) => differences)).toEqual([]);
    expect(countsBy('webhook')).toEqual(countsBy('wait'));
    expect(renderLags(lags)).toMatch(
      /│ session lost \(deactivated\) │ wait .*\n│ session lost \(deactivated\) │ webhook +│ +2 │/,
    );
    expect(renderLags(lags)).toMatch(
      /│ session lost \(deleted\) +│ wait .*\n│ session lost \(deleted\) +│ webhook +│ +20 │/,
    );
  });

  test('finds a product that does not end access when a webhook says so', async () => {
    const pushed = new Product();

    const { results } = await playFollowed({
      pushed,
      onPushed: async (event) => {
        if (event.type === 'user.deactivated') pushed.note(event);
        else await pushed.take(event);
      },
    });

    expect(step(results, 'change roles').differences).toEqual([]);
    expect(step(results, 'disable users').differences[0]).toMatch(
      /^the mirror by webhook of \S+, active: sent false, holds true$/,
    );
  });

  test('finds a resource that is still there after it was deleted', async () => {
    const results = await play(spoilUsers(() => ({ remove: () => Promise.resolve(true) })));

    expect(step(results, 'delete users').differences[0]).toMatch(/^\/Users\/\S+ answered 200 after it was deleted$/);
  });

  test('counts answers that Entra would not accept, with their reasons, and provisions nothing after them', async () => {
    const spoil = spoilUsers(() => ({ search: () => Promise.reject(new Error('boom')) }));
    const { results } = await playFollowed({ spoil, isFollowed: false });

    expect(results.map(({ name }) => name)).toEqual(['test connection']);
    expect(step(results, 'test connection').failures[0]?.reason).toMatch(/^answered 500: the service failed/);
  });
});
