import { DEFAULT_MAPPINGS } from '../../../constructs/entra/attribute-mapping';
import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

/** Target attributes of the table that Entra gives a new application of one's own. */
const ENTRA_TARGETS = [
  'userName',
  'active',
  'displayName',
  'title',
  'emails[type eq "work"].value',
  'preferredLanguage',
  'name.givenName',
  'name.familyName',
  'name.formatted',
  'addresses[type eq "work"].formatted',
  'addresses[type eq "work"].streetAddress',
  'addresses[type eq "work"].locality',
  'addresses[type eq "work"].region',
  'addresses[type eq "work"].postalCode',
  'addresses[type eq "work"].country',
  'phoneNumbers[type eq "work"].value',
  'phoneNumbers[type eq "mobile"].value',
  'phoneNumbers[type eq "fax"].value',
  'externalId',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
  ...DEFAULT_MAPPINGS.users.map(({ target }) => target),
];

/** What a reader of `/Schemas` can derive: `attr`, `attr.sub`, `attr[type eq "…"].sub`, `urn:attr`, in lower case. */
function derivable(schemas: any[]): Set<string> {
  const names = schemas.flatMap(({ id, attributes }) =>
    attributes.flatMap(({ name, multiValued, subAttributes = [] }: any) => {
      const prefix = id.includes(':core:') ? '' : `${id}:`;
      const types = subAttributes.find((part: any) => part.name === 'type')?.canonicalValues ?? [];
      const selectors = [...types.map((type: string) => `[type eq "${type}"]`), '[primary eq "True"]'];
      return [
        `${prefix}${name}`,
        ...subAttributes.flatMap((part: any) =>
          multiValued
            ? selectors.map((selector) => `${prefix}${name}${selector}.${part.name}`)
            : [`${prefix}${name}.${part.name}`],
        ),
      ];
    }),
  );
  return new Set(names.map((name) => name.toLowerCase()));
}

describe('discovery', () => {
  test('names every attribute that Entra maps to', async () => {
    await using scim = await startScim(database);

    const { body } = await scim.send('GET', '/Schemas');

    const names = derivable(body.Resources);
    expect(ENTRA_TARGETS.filter((target) => !names.has(target.toLowerCase()))).toEqual([]);
    expect(names).toContain('members');
  });

  test('is a list, each of whose items can be read by its id', async () => {
    await using scim = await startScim(database);

    for (const path of ['/Schemas', '/ResourceTypes']) {
      const { status, body } = await scim.send('GET', path);
      expect([status, body.totalResults]).toEqual([200, body.Resources.length]);
      for (const item of body.Resources) {
        const { body: one } = await scim.send('GET', `${path}/${item.id}`);
        expect(one).toEqual(item);
        expect(one.meta.location).toBe(`${scim.url}${path}/${item.id}`);
      }
    }
    expect((await scim.send('GET', '/Schemas/urn:nothing')).status).toBe(404);
  });

  test('leads from a resource type to its schemas', async () => {
    await using scim = await startScim(database);
    const { body: types } = await scim.send('GET', '/ResourceTypes');

    const urns = types.Resources.flatMap((type: any) => [
      type.schema,
      ...type.schemaExtensions.map(({ schema }: any) => schema),
    ]);
    const answers = await Promise.all(urns.map((urn: string) => scim.send('GET', `/Schemas/${urn}`)));

    expect(answers.map(({ status }) => status)).toEqual(urns.map(() => 200));
    expect(types.Resources.map(({ endpoint }: any) => endpoint)).toEqual(['/Users', '/Groups']);
  });

  test('says what the service can do, and with which client it deals', async () => {
    await using scim = await startScim(database, { app: { bodyLimit: 5000 } });

    const { body } = await scim.send('GET', '/ServiceProviderConfig');

    expect(body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 5000 },
      filter: { supported: true, maxResults: 200 },
      sort: { supported: true },
      etag: { supported: true },
      pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', maxPageSize: 200 },
      'urn:ietf:params:scim:schemas:extension:account:2.0:ServiceProviderConfig': { compatibility: 'entra' },
    });
  });

  test.each(['GET', 'POST', 'PATCH', 'DELETE'])(
    'answers %s /Me with 501: the service knows no one who is signed in',
    async (method) => {
      await using scim = await startScim(database);

      const { status, body } = await scim.send(method, '/Me', method === 'GET' ? undefined : {});

      expect([status, body.status]).toEqual([501, '501']);
    },
  );
});

test.each([
  '/ServiceProviderConfig',
  '/ResourceTypes',
  '/Schemas',
  '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User',
])('%s fails with 403 where a client wants it filtered, and passes over what else is asked', async (path) => {
  await using scim = await startScim(database);

  const filtered = await scim.send('GET', `${path}?filter=name+eq+%22User%22`);
  const sorted = await scim.send('GET', `${path}?sortBy=name&count=1&startIndex=2&attributes=id`);
  const posted = await scim.send('POST', `${path}?filter=name+eq+%22User%22`, {});

  expect([filtered.status, filtered.body.status]).toEqual([403, '403']);
  expect(filtered.body.detail).toMatch(/cannot be filtered; read all of it$/);
  expect(sorted.body).toEqual((await scim.send('GET', path)).body);
  expect(posted.status).toBe(405); // a filter does not say that a method exists
});
