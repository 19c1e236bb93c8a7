import fc from 'fast-check';
import { v7 as uuidV7 } from 'uuid';

import { AccountRoles } from '../../../service/directory/account-roles';
import { Budget } from '../../../service/directory/budget';
import { DEFAULT_RATE } from '../../../service/directory/rate';
import { Duplicate } from '../../../service/directory/store';
import type { Tenant } from '../../../service/directory/tenant';
import { renderGroup, renderUser } from '../../../service/http/render';
import { matcherOf } from '../../../service/scim/match-filter';
import { parseFilter } from '../../../service/scim/parse-filter';
import { printFilter } from '../../../service/scim/print-filter';
import { ENTRA_PROFILE } from '../../../service/scim/profile';
import type { Attributes, Resource } from '../../../service/scim/resource';
import { GROUP, USER } from '../../../service/scim/resource-type';
import { readSearch } from '../../../service/scim/search';
import { Database } from '../../../service/storage/connections/database';
import { openStoreOn } from '../../../service/storage/directory/open-store';
import {
  groupAttributes,
  groupFilter,
  RELATED_IDS,
  trickyText,
  userAttributes,
  userFilter,
} from '../../support/arbitrary';
import { DATABASES, useDatabase } from '../../support/postgres';

describe.each([
  ['users', USER, userFilter],
  ['groups', GROUP, groupFilter],
])('a filter over %s', (_what, type, arbitrary) => {
  test('that is printed and parsed again is the same tree', () => {
    fc.assert(
      fc.property(arbitrary, (filter) => {
        expect(parseFilter(printFilter(filter), type)).toEqual(filter);
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same whatever the case of names and operators', () => {
    fc.assert(
      fc.property(arbitrary, (filter) => {
        const shouted = printFilter(filter).replace(/"(?:[^"\\]|\\.)*"|[^"]+/g, (part) =>
          part.startsWith('"') ? part : part.toUpperCase(),
        );

        expect(parseFilter(shouted, type)).toEqual(filter);
      }),
      { numRuns: 1000 },
    );
  });
});

describe.each(DATABASES)('the SQL of a filter on %s', (_name, server) => {
  const database = useDatabase(server);
  let db: Database;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
  });
  afterAll(() => db.close());

  test('selects what the plain evaluation of the filter selects', async () => {
    const roles = new AccountRoles([], 'viewer');
    const tenant: Tenant = {
      slug: 'contoso',
      defaultRole: 'viewer',
      plan: 'enterprise',
      scimEnabled: true,
      managedBy: 'files',
      roles,
      profile: ENTRA_PROFILE,
      restore: 'in-place',
      rate: DEFAULT_RATE,
    };
    const { users, groups } = openStoreOn(db)(tenant, { requestId: '1', tokenId: 'gen-1' }, new Budget(600));
    const people = fc.sample(fc.tuple(userAttributes, trickyText), { numRuns: 60, seed: 1 });
    for (const [index, [attributes, name]] of people.entries()) {
      // No two inactive users can have the same externalId.
      const unique = attributes['active'] === false ? { externalId: `${name}${index}` } : {};
      const resource = resourceOf(index, { ...attributes, userName: `${name}${index}`, ...unique });
      await users.insert({ resource, attributes: Object.keys(resource.attributes) }, undefined);
    }
    const teams = fc.sample(fc.tuple(groupAttributes, trickyText, fc.subarray([...RELATED_IDS], { maxLength: 2 })), {
      numRuns: 30,
      seed: 1,
    });
    for (const [index, [attributes, name, memberIds]] of teams.entries()) {
      const resource = resourceOf(index, { ...attributes, displayName: `${name}${index % 2 === 0 ? '' : index}` });
      await groups.insert({ resource, attributes: ['displayName'] }, memberIds).catch(passOverDuplicate);
    }

    const all = readSearch(USER, { count: 200 });
    const allUsers = (await users.search(all, { related: true })).items.map((user) => renderUser(user, tenant, ''));
    const allGroups = (await groups.search(all, { related: true })).items.map((group) =>
      renderGroup(group, tenant, ''),
    );
    expect(allUsers).toHaveLength(60);
    expect(allUsers.filter((user) => 'groups' in user)).toHaveLength(RELATED_IDS.length);
    expect(allGroups.filter((group) => 'members' in group).length).toBeGreaterThan(10);

    await fc.assert(
      fc.asyncProperty(userFilter, async (filter) => {
        const { items } = await users.search({ ...all, filter }, { related: false });

        expect(idsOf(items)).toEqual(idsOf(allUsers.filter(matcherOf(filter))));
      }),
      { numRuns: 1500 },
    );
    await fc.assert(
      fc.asyncProperty(groupFilter, async (filter) => {
        const { items } = await groups.search({ ...all, filter }, { related: false });

        expect(idsOf(items)).toEqual(idsOf(allGroups.filter(matcherOf(filter))));
      }),
      { numRuns: 700 },
    );
  });
});

/** A resource. The first ones have the ids that filters search for. */
function resourceOf(index: number, attributes: Attributes): Resource {
  return {
    id: RELATED_IDS[index] ?? uuidV7(),
    attributes,
    version: 1,
    created: new Date('2026-01-01T00:00:00Z'),
    lastModified: new Date(index % 2 === 0 ? '2026-01-01T00:00:00Z' : '2026-07-01T00:00:00Z'),
  };
}

function idsOf(resources: readonly { readonly id?: unknown }[]): unknown[] {
  return resources.map(({ id }) => id);
}

function passOverDuplicate(error: unknown): void {
  if (!(error instanceof Duplicate)) throw error;
}
