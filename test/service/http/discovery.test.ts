import { STANDARD_ACCOUNT_ROLES } from '../../../account/account-role';
import { DEFAULT_MAPPINGS } from '../../../entra/attribute-mapping';
import { useDatabase } from '../../support/postgres';
import { type ScimClient, startScim } from '../../support/scim-client';

const database = useDatabase();
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Target attributes of the table that Entra gives a new custom application. */
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

/**
 * Paths that a reader of `/Schemas` can derive: `attr`, `attr.sub`, `attr[type eq "…"].sub`, `urn:attr`, in lower case.
 */
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

/** The canonical values that a schema lists for `roles.value`. */
function rolesOf({ attributes }: any): string[] | undefined {
  const { subAttributes } = attributes.find(({ name }: any) => name === 'roles');
  return subAttributes.find(({ name }: any) => name === 'value').canonicalValues;
}

describe('discovery', () => {
  test('names every attribute that Entra maps to', async () => {
    await using scim = await startScim(database);

    const { body } = await scim.send('GET', '/Schemas');

    const names = derivable(body.Resources);
    expect(ENTRA_TARGETS.filter((target) => !names.has(target.toLowerCase()))).toEqual([]);
    expect(names).toContain('members');
  });

  test('is a list of items, and each item can be read by its id', async () => {
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

  test('says what the service can do', async () => {
    await using scim = await startScim(database, { bodyLimit: 5000 });

    const { body } = await scim.send('GET', '/ServiceProviderConfig');

    expect(body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 5000 },
      filter: { supported: true, maxResults: 200 },
      sort: { supported: true },
      etag: { supported: true },
      pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', maxPageSize: 200 },
    });
  });

  test.each(['entra', 'rfc'])(
    'says in the profile %s which roles exist, each of which can be given',
    async (profile) => {
      await using scim = await startScim(database, { tenant: { profile } });

      const { body: schema } = await scim.send('GET', `/Schemas/${USER}`);
      const { body: others } = await scim.other.send('GET', '/Schemas');

      const roles = rolesOf(schema);
      expect(roles).toEqual([...STANDARD_ACCOUNT_ROLES.map(({ value }) => value), 'data_steward']);
      for (const value of roles ?? []) {
        const user = { schemas: [USER], userName: value, roles: [{ value }] };
        expect((await scim.send('POST', '/Users', user)).status).toBe(201);
      }
      expect(rolesOf(others.Resources.find(({ id }: any) => id === USER))).toEqual(roles);
    },
  );

  test('shows each tenant its own roles, and a tenant without any no list of them', async () => {
    const roles = [{ value: 'steward', displayName: 'Steward' }];
    await using one = await startScim(database, { tenant: { roles } });
    await using none = await startScim(database, { tenant: { roles: [] } });

    const of = async (scim: ScimClient) => rolesOf((await scim.send('GET', `/Schemas/${USER}`)).body);

    expect(await of(one)).toEqual(['steward']);
    expect(await of(one.other)).not.toEqual(['steward']);
    expect(await of(none)).toBeUndefined();
  });

  test.each(['GET', 'POST', 'PATCH', 'DELETE'])(
    'answers %s /Me with 501: no user signs in to the service',
    async (method) => {
      await using scim = await startScim(database);

      const { status, body } = await scim.send(method, '/Me', method === 'GET' ? undefined : {});

      expect([status, body.status]).toEqual([501, '501']);
    },
  );
});

describe('without a token', () => {
  const PATHS = ['/ServiceProviderConfig', '/ResourceTypes', '/ResourceTypes/User', '/Schemas', `/Schemas/${USER}`];
  const ask = (scim: ScimClient, path: string, init?: RequestInit) => fetch(`${scim.url}${path}`, init);

  test('anybody sees what the service can do, and nothing about a tenant', async () => {
    await using scim = await startScim(database, { bodyLimit: 5000 });

    const answers = await Promise.all(PATHS.map((path) => ask(scim, path)));

    expect(answers.map(({ status }) => status)).toEqual(PATHS.map(() => 200));
    expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual(PATHS.map(() => 'application/scim+json'));
    const [config, , , schemas, schema] = await Promise.all(answers.map((answer): Promise<any> => answer.json()));
    expect(config).toEqual((await scim.send('GET', '/ServiceProviderConfig')).body);
    expect(rolesOf(schema)).toBeUndefined();
    expect(JSON.stringify(schemas)).not.toMatch(/data_steward|account_/);
  });

  test('everything else fails with 401, even on a path of discovery', async () => {
    await using scim = await startScim(database);
    const body = '{}';
    const headers = { 'Content-Type': 'application/scim+json' };

    const answers = [
      ...(await Promise.all(['/Users', '/Groups', '', '/Me', '/Schemas/a/b'].map((path) => ask(scim, path)))),
      ...(await Promise.all(PATHS.map((path) => ask(scim, path, { method: 'POST', headers, body })))),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
  });

  test.each(['', 'Bearer wrong', 'Basic YW5uOmFubg=='])("but with '%s' fails with 401", async (header) => {
    await using scim = await startScim(database);

    const answers = await Promise.all(PATHS.map((path) => ask(scim, path, { headers: { Authorization: header } })));

    expect(answers.map(({ status }) => status)).toEqual(PATHS.map(() => 401));
  });

  test('fails with 401 where discovery needs a token', async () => {
    await using scim = await startScim(database, { discovery: 'token' });

    const answers = await Promise.all(PATHS.map((path) => ask(scim, path)));
    const { status } = await scim.send('GET', '/Schemas');

    expect(answers.map((answer) => answer.status)).toEqual(PATHS.map(() => 401));
    expect(status).toBe(200);
  });

  test.each([
    ['/Schemas/urn:nothing', 404],
    ['/Schemas?filter=name+eq+%22User%22', 403],
  ])('%s fails with %d as it does with a token', async (path, status) => {
    await using scim = await startScim(database);

    expect((await ask(scim, path)).status).toBe(status);
    expect((await scim.send('GET', path)).status).toBe(status);
  });
});

test.each([
  '/ServiceProviderConfig',
  '/ResourceTypes',
  '/Schemas',
  '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User',
])('%s fails with 403 when a client filters it, and ignores other parameters', async (path) => {
  await using scim = await startScim(database);

  const filtered = await scim.send('GET', `${path}?filter=name+eq+%22User%22`);
  const sorted = await scim.send('GET', `${path}?sortBy=name&count=1&startIndex=2&attributes=id`);
  const posted = await scim.send('POST', `${path}?filter=name+eq+%22User%22`, {});

  expect([filtered.status, filtered.body.status]).toEqual([403, '403']);
  expect(filtered.body.detail).toMatch(/cannot be filtered; read the whole list$/);
  expect(sorted.body).toEqual((await scim.send('GET', path)).body);
  expect(posted.status).toBe(405); // a filter in the URL does not change the allowed methods
});
