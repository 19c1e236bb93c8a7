import fc from 'fast-check';
import { v7 as uuidV7 } from 'uuid';

import { matchesFilter } from '../../../service/scim/match-filter';
import { parseFilter } from '../../../service/scim/parse-filter';
import { printFilter } from '../../../service/scim/print-filter';
import { renderResource, type Resource } from '../../../service/scim/resource';
import { USER } from '../../../service/scim/resource-type';
import { ACCOUNT_USER_SCHEMA } from '../../../service/scim/schemas/account-user';
import { readSearch } from '../../../service/scim/search';
import { Database } from '../../../service/storage/database';
import { openStoreOn } from '../../../service/storage/open-store';
import { trickyText, userAttributes, userFilter } from '../../support/arbitrary';
import { SERVERS, useDatabase } from '../../support/postgres';

describe('a filter', () => {
  test('that is printed and parsed again is the same tree', () => {
    fc.assert(
      fc.property(userFilter, (filter) => {
        expect(parseFilter(printFilter(filter), USER)).toEqual(filter);
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same in any case of names and operators', () => {
    fc.assert(
      fc.property(userFilter, (filter) => {
        const shouted = printFilter(filter).replace(/"(?:[^"\\]|\\.)*"|[^"]+/g, (part) =>
          part.startsWith('"') ? part : part.toUpperCase(),
        );

        expect(parseFilter(shouted, USER)).toEqual(filter);
      }),
      { numRuns: 1000 },
    );
  });
});

describe.each(SERVERS)('the SQL of a filter on %s', (_name, server) => {
  const database = useDatabase(server);
  let db: Database;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
  });
  afterAll(() => db.close());

  test('selects what the plain evaluation of the filter selects', async () => {
    const store = openStoreOn(db)({ slug: 'contoso', defaultRole: undefined }, { requestId: '1', tokenId: 'gen-1' });
    const people: Resource[] = fc
      .sample(fc.tuple(userAttributes, trickyText), { numRuns: 60, seed: 1 })
      .map(([attributes, name], index) => ({
        id: uuidV7(),
        // No two inactive users can have one externalId.
        attributes: {
          ...attributes,
          userName: `${name}${index}`,
          ...(attributes['active'] === false ? { externalId: `${name}${index}` } : {}),
        },
        version: 1,
        created: new Date('2026-01-01T00:00:00Z'),
        lastModified: new Date(index % 2 === 0 ? '2026-01-01T00:00:00Z' : '2026-07-01T00:00:00Z'),
      }));
    for (const resource of people) {
      await store.users.insert({ resource, attributes: Object.keys(resource.attributes) }, undefined);
    }
    const rendered = people.map((resource) => {
      const { schemas, ...rest } = renderResource(USER, resource, 'https://scim.example.com');
      return { ...rest, schemas: [...(schemas as string[]), ACCOUNT_USER_SCHEMA.id] };
    });

    await fc.assert(
      fc.asyncProperty(userFilter, async (filter) => {
        const search = { ...readSearch(USER, { count: 200 }), filter };
        const { items } = await store.users.search(search, { related: false });

        const expected = rendered.filter((resource) => matchesFilter(filter, resource));
        expect(items.map(({ id }) => id)).toEqual(expected.map((resource) => (resource as { id?: string }).id));
      }),
      { numRuns: 1500 },
    );
  }, 120_000);
});
