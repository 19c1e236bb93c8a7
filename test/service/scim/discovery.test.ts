import type { Attribute } from '../../../service/scim/attribute';
import {
  renderResourceType,
  renderSchema,
  renderServiceProviderConfig,
  SCHEMAS,
} from '../../../service/scim/discovery';
import { GROUP, RESOURCE_TYPES, USER } from '../../../service/scim/resource-type';

const BASE = 'https://scim.example.com/scim/v2';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ACCOUNT = 'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser';

/**
 * One line for an attribute and each of its sub-attributes: name, type, and every characteristic that differs from the
 * RFC's default.
 */
function lines(attribute: Attribute, prefix = ''): string[] {
  const { name, type, multiValued, required, caseExact, mutability, returned, uniqueness } = attribute;
  const said = [
    `${prefix}${name}${multiValued ? '[]' : ''}`,
    type,
    ...(required ? ['required'] : []),
    ...(caseExact ? ['caseExact'] : []),
    ...(mutability === 'readWrite' ? [] : [mutability]),
    ...(returned === 'default' ? [] : [`returned:${returned}`]),
    ...(uniqueness === 'none' ? [] : [`unique:${uniqueness}`]),
    ...(attribute.canonicalValues ? [attribute.canonicalValues.join('|')] : []),
    ...(attribute.referenceTypes ? [`-> ${attribute.referenceTypes.join('|')}`] : []),
  ];
  return [said.join(' '), ...(attribute.subAttributes ?? []).flatMap((part) => lines(part, `${name}.`))];
}

const declared = (urn: string) => (SCHEMAS.find(({ id }) => id === urn)?.attributes ?? []).flatMap((one) => lines(one));
const plural = (name: string, types = '') => [
  `${name}[] complex`,
  `${name}.value string`,
  `${name}.display string`,
  `${name}.type string${types}`,
  `${name}.primary boolean`,
];

describe('the schema of', () => {
  test('users is that of RFC 7643 §4.1, with one role', () => {
    expect(declared(`${CORE}:User`)).toEqual([
      'userName string required unique:server',
      'name complex',
      ...['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map(
        (part) => `name.${part} string`,
      ),
      'displayName string',
      'nickName string',
      'profileUrl reference -> external',
      ...['title', 'userType', 'preferredLanguage', 'locale', 'timezone'].map((name) => `${name} string`),
      'active boolean',
      'password string caseExact writeOnly returned:never',
      ...plural('emails', ' work|home|other'),
      ...plural('phoneNumbers', ' work|home|mobile|fax|pager|other'),
      ...plural('ims'),
      ...plural('photos', ' photo|thumbnail').map((line) =>
        line === 'photos.value string' ? 'photos.value reference -> external' : line,
      ),
      'addresses[] complex',
      ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].map(
        (part) => `addresses.${part} string`,
      ),
      'addresses.type string work|home|other',
      'addresses.primary boolean',
      'groups[] complex readOnly',
      'groups.value string caseExact readOnly',
      'groups.$ref reference readOnly -> Group',
      'groups.display string readOnly',
      'groups.type string readOnly direct',
      ...plural('entitlements'),
      ...plural('roles'),
      ...plural('x509Certificates').map((line) =>
        line === 'x509Certificates.value string' ? 'x509Certificates.value binary caseExact' : line,
      ),
    ]);
    expect(USER.paths.get('roles')?.attribute?.maxItems).toBe(1);
  });

  test('the enterprise extension is that of RFC 7643 §4.3', () => {
    expect(declared(ENTERPRISE)).toEqual([
      ...['employeeNumber', 'costCenter', 'organization', 'division', 'department'].map((name) => `${name} string`),
      'manager complex',
      'manager.value string caseExact',
      'manager.$ref reference readOnly -> User',
      'manager.displayName string readOnly',
    ]);
  });

  test('the account is read-only', () => {
    expect(declared(ACCOUNT)).toEqual(['role string readOnly', 'lastChangedBy string caseExact readOnly']);
  });

  test('groups is that of RFC 7643 §4.2, with a unique name', () => {
    expect(declared(`${CORE}:Group`)).toEqual([
      'displayName string required unique:server',
      'members[] complex',
      'members.value string caseExact immutable',
      'members.$ref reference immutable -> User',
      'members.display string readOnly',
      'members.type string immutable User',
    ]);
  });

  test('every resource has the common attributes of RFC 7643 §3.1', () => {
    const common = ['schemas', 'id', 'externalId', 'meta'].flatMap((name) =>
      RESOURCE_TYPES.map(({ paths }) => paths.get(name.toLowerCase())?.attribute).flatMap((one) =>
        one ? lines(one) : [],
      ),
    );

    expect([...new Set(common)]).toEqual([
      'schemas[] reference caseExact readOnly returned:always',
      'id string caseExact readOnly returned:always unique:server',
      'externalId string caseExact',
      'meta complex readOnly',
      'meta.resourceType string caseExact readOnly',
      'meta.created dateTime readOnly',
      'meta.lastModified dateTime readOnly',
      'meta.location reference caseExact readOnly',
      'meta.version string caseExact readOnly',
    ]);
  });

  test('indexed texts are limited in length', () => {
    const limited = ['username', 'externalid', 'emails.value', 'manager.value'].map((name) => USER.paths.get(name));

    expect(limited.map((path) => (path?.subAttribute ?? path?.attribute)?.maxLength)).toEqual([512, 512, 512, 512]);
    expect(GROUP.paths.get('displayname')?.attribute?.maxLength).toBe(512);
    expect(GROUP.paths.get('members')?.attribute?.maxItems).toBe(1_000_000);
  });
});

describe('discovery', () => {
  test('shows a schema with the characteristics of the RFC, and externalId in those of resources', () => {
    const user = renderSchema(USER.schema, BASE) as unknown as {
      attributes: { name: string; subAttributes?: object[] }[];
    };
    const enterprise = USER.extensions[0] && renderSchema(USER.extensions[0], BASE);

    expect(user).toMatchObject({
      schemas: [`${CORE}:Schema`],
      id: `${CORE}:User`,
      name: 'User',
      description: 'A person who uses the product.',
      meta: { resourceType: 'Schema', location: `${BASE}/Schemas/${CORE}:User` },
    });
    expect(user.attributes.slice(0, 2)).toEqual([
      {
        name: 'externalId',
        type: 'string',
        description: 'Id that the client gave the resource.',
        multiValued: false,
        required: false,
        caseExact: true,
        mutability: 'readWrite',
        returned: 'default',
        uniqueness: 'none',
      },
      expect.objectContaining({ name: 'userName', required: true }),
    ]);
    expect(JSON.stringify(user)).not.toMatch(/maxLength|maxItems|null/);
    expect(user.attributes.find(({ name }) => name === 'emails')?.subAttributes).toHaveLength(4);
    expect((enterprise?.['attributes'] as { name: string }[]).map(({ name }) => name)).not.toContain('externalId');
    expect(SCHEMAS.map(({ id }) => id)).toEqual([`${CORE}:User`, ENTERPRISE, ACCOUNT, `${CORE}:Group`]);
  });

  test('shows a resource type with its extensions', () => {
    expect(RESOURCE_TYPES.map((type) => renderResourceType(type, BASE))).toEqual([
      {
        schemas: [`${CORE}:ResourceType`],
        id: 'User',
        name: 'User',
        endpoint: '/Users',
        description: 'A person who uses the product.',
        schema: `${CORE}:User`,
        schemaExtensions: [
          { schema: ENTERPRISE, required: false },
          { schema: ACCOUNT, required: false },
        ],
        meta: { resourceType: 'ResourceType', location: `${BASE}/ResourceTypes/User` },
      },
      {
        schemas: [`${CORE}:ResourceType`],
        id: 'Group',
        name: 'Group',
        endpoint: '/Groups',
        description: 'A group of users.',
        schema: `${CORE}:Group`,
        schemaExtensions: [],
        meta: { resourceType: 'ResourceType', location: `${BASE}/ResourceTypes/Group` },
      },
    ]);
  });

  test('says what the service can do', () => {
    expect(renderServiceProviderConfig(5000, BASE, [])).toEqual({
      schemas: [`${CORE}:ServiceProviderConfig`],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 5000 },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 100,
        maxPageSize: 200,
      },
      authenticationSchemes: [
        {
          type: 'oauthbearertoken',
          name: 'Bearer token',
          description: 'A long-lived token of the tenant in the Authorization header (RFC 6750).',
          specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
          primary: true,
        },
      ],
      meta: { resourceType: 'ServiceProviderConfig', location: `${BASE}/ServiceProviderConfig` },
    });
  });
});
