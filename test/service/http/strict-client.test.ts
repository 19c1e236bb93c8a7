import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

const URN = 'urn:ietf:params:scim:schemas:core:2.0';

/**
 * The members that a document may have, each with its own members. `{}` stands for a simple value, or a list of simple
 * values.
 */
interface Members {
  readonly [name: string]: Members;
}

const plain = (...names: string[]): Members => Object.fromEntries(names.map((name) => [name, {}]));
const COMMON = {
  ...plain('schemas', 'id', 'externalId'),
  meta: plain('resourceType', 'created', 'lastModified', 'location', 'version'),
};
const CHARACTERISTICS = plain(
  ...['name', 'type', 'multiValued', 'description', 'required', 'canonicalValues', 'caseExact'],
  ...['mutability', 'returned', 'uniqueness', 'referenceTypes'],
);

/** Members of the discovery documents, as defined by RFC 7643 §5 to §7 and RFC 9865 §4. */
const REGISTERED: Readonly<Record<string, Members>> = {
  [`${URN}:ServiceProviderConfig`]: {
    ...COMMON,
    ...plain('documentationUri'),
    patch: plain('supported'),
    bulk: plain('supported', 'maxOperations', 'maxPayloadSize'),
    filter: plain('supported', 'maxResults'),
    changePassword: plain('supported'),
    sort: plain('supported'),
    etag: plain('supported'),
    pagination: plain(
      ...['cursor', 'index', 'defaultPaginationMethod', 'defaultPageSize', 'maxPageSize', 'cursorTimeout'],
    ),
    authenticationSchemes: plain('type', 'name', 'description', 'specUri', 'documentationUri', 'primary'),
  },
  [`${URN}:ResourceType`]: {
    ...COMMON,
    ...plain('name', 'description', 'endpoint', 'schema'),
    schemaExtensions: plain('schema', 'required'),
  },
  [`${URN}:Schema`]: {
    ...COMMON,
    ...plain('name', 'description'),
    attributes: { ...CHARACTERISTICS, subAttributes: CHARACTERISTICS },
  },
  'urn:ietf:params:scim:api:messages:2.0:Error': plain('schemas', 'status', 'scimType', 'detail'),
};

const LIST = plain(
  ...['schemas', 'totalResults', 'startIndex', 'itemsPerPage', 'nextCursor', 'previousCursor', 'Resources'],
);

/** Paths of all members that a document should not have. */
function strangers(document: unknown, known: Members, path = ''): string[] {
  if (Array.isArray(document)) return document.flatMap((element) => strangers(element, known, path));
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, value]) => {
    const inner = Object.hasOwn(known, name) ? known[name] : undefined;
    return inner ? strangers(value, inner, `${path}/${name}`) : [`${path}/${name}`];
  });
}

/**
 * The members that the published schemas allow in a resource, as read by a client that generates its models from them.
 */
function modelsOf({ Resources }: any): (schemas: readonly string[]) => Members {
  const membersOf = (attributes: any[]): Members =>
    Object.fromEntries(attributes.map(({ name, subAttributes = [] }) => [name, membersOf(subAttributes)]));
  const bySchema = new Map<string, Members>(Resources.map(({ id, attributes }: any) => [id, membersOf(attributes)]));
  return (schemas) =>
    Object.assign(
      { ...COMMON },
      ...schemas.map((urn) => (urn.includes(':core:') ? bySchema.get(urn) : { [urn]: bySchema.get(urn) })),
    ) as Members;
}

describe('a client whose models forbid unknown members', () => {
  test('reads everything that the service says about itself, and its errors', async () => {
    await using scim = await startScim(database);

    const paths = ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas', '/ResourceTypes/User', '/Schemas/nothing'];
    const answers = await Promise.all(paths.map(async (path) => (await scim.send('GET', path)).body));

    for (const body of answers) {
      const documents = body.Resources ?? [body];
      if (body.Resources) expect(strangers({ ...body, Resources: [] }, LIST)).toEqual([]);
      for (const document of documents) {
        expect(document.schemas).toHaveLength(1);
        expect(strangers(document, REGISTERED[document.schemas[0]] ?? {})).toEqual([]);
      }
    }
  });

  test('finds every required member in each document of discovery', async () => {
    await using scim = await startScim(database);

    const { body: config } = await scim.send('GET', '/ServiceProviderConfig');
    const { body: types } = await scim.send('GET', '/ResourceTypes');
    const { body: schemas } = await scim.send('GET', '/Schemas');

    for (const feature of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) {
      expect(typeof config[feature].supported).toBe('boolean');
    }
    expect(config.authenticationSchemes.map(({ type }: any) => type)).toEqual(['oauthbearertoken']);
    for (const { name, endpoint, schema, schemaExtensions } of types.Resources) {
      expect([name, endpoint, schema].every((one) => typeof one === 'string')).toBe(true);
      expect(schemaExtensions).toBeInstanceOf(Array);
    }
    const attributes = schemas.Resources.flatMap((schema: any) => schema.attributes);
    const all = attributes.flatMap((attribute: any) => [attribute, ...(attribute.subAttributes ?? [])]);
    // A client cannot generate a model for a reference of unknown type, or for a complex value without sub-attributes.
    expect(all.filter(({ type, referenceTypes }: any) => type === 'reference' && !referenceTypes?.length)).toEqual([]);
    expect(all.filter(({ type, subAttributes }: any) => type === 'complex' && !subAttributes?.length)).toEqual([]);
  });

  test('finds every member of a user, of a group and of a list in the schemas that it was given', async () => {
    await using scim = await startScim(database);
    const modelOf = modelsOf((await scim.send('GET', '/Schemas')).body);
    const { body: boss } = await scim.send('POST', '/Users', { userName: 'boss' });
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      externalId: 'ann',
      name: { givenName: 'Ann' },
      emails: [{ value: 'ann@example.com', type: 'work', primary: true }],
      roles: [{ value: 'data_steward' }],
      addresses: [{ type: 'work', locality: 'Oslo' }],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: boss.id } },
    });
    await scim.send('POST', '/Groups', { displayName: 'Crew', members: [{ value: ann.id }] });

    const lists = await Promise.all(
      ['/Users', '/Groups', '/Users?cursor&count=1'].map((path) => scim.send('GET', path)),
    );

    for (const { body } of lists) {
      expect(strangers({ ...body, Resources: [] }, LIST)).toEqual([]);
      for (const resource of body.Resources) expect(strangers(resource, modelOf(resource.schemas))).toEqual([]);
    }
    expect(lists.map(({ body }) => body.Resources.length)).toEqual([2, 1, 1]);
  });
});
