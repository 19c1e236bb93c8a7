import fc from 'fast-check';

import type { Attribute } from '../../service/scim/attribute';
import type { AttributePath } from '../../service/scim/attribute-path';
import type { CompareOperator, Filter } from '../../service/scim/filter';
import type { Attributes } from '../../service/scim/resource';
import { GROUP, type ResourceType, USER } from '../../service/scim/resource-type';

/**
 * Strings that often collide or differ only in case, and that have a meaning in SQL, JSON, regular expressions or SCIM.
 * Letters whose case mapping is newer than the server's Unicode tables are omitted.
 */
export const trickyText = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'ä',
    'Ä',
    'ß',
    'a%',
    'a_',
    '%',
    '_',
    "'",
    '"',
    '\\',
    '""',
    "' or ''='",
    '$1',
    '😀',
    'ﬀ',
    'İ',
    'σΣ',
    'Σ',
    'ς',
    'οσΑ',
    'a b',
    'true',
  ),
  fc.stringMatching(/^[a-cA-C]{1,3}$/),
  fc.string({
    unit: fc.constantFrom('a', 'B', 'é', 'É', '%', '_', '\\', "'", '"', ' ', '(', '[', '😀'),
    minLength: 1,
    maxLength: 4,
  }),
);

const types = ['work', 'home', 'Work', 'other', 'direct', 'Direct', 'User', 'user'];

/** Stored roles. The tenant's catalogue may no longer contain them. */
const roleNames = ['admin', 'Admin', 'viewer', 'ſtaff', "o'role"];
const element = (value: fc.Arbitrary<string>) =>
  fc.record({ value, type: fc.constantFrom(...types), primary: fc.boolean() }, { requiredKeys: ['value'] });

/** Attributes of a user as the service stores them, except the required userName. */
export const userAttributes: fc.Arbitrary<Attributes> = fc.record(
  {
    active: fc.boolean(),
    externalId: trickyText,
    displayName: trickyText,
    title: trickyText,
    name: fc.record({ givenName: trickyText, familyName: trickyText }, { requiredKeys: ['givenName'] }),
    emails: fc.array(element(trickyText), { minLength: 1, maxLength: 3 }),
    phoneNumbers: fc.array(element(trickyText), { minLength: 1, maxLength: 2 }),
    addresses: fc.array(
      fc.record(
        { locality: trickyText, country: trickyText, type: fc.constantFrom(...types), primary: fc.boolean() },
        { requiredKeys: ['country'] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
    roles: fc
      .record({ value: fc.constantFrom(...roleNames), display: trickyText })
      .map((role) => [{ ...role, primary: true }]),
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': fc.record(
      { department: trickyText, manager: fc.record({ value: trickyText }) },
      { requiredKeys: ['department'] },
    ),
  },
  { requiredKeys: ['active'] },
);

/** Attributes of a group as the service stores them, except the required displayName. */
export const groupAttributes: fc.Arbitrary<Attributes> = fc.record({ externalId: trickyText }, { requiredKeys: [] });

/** Attribute paths that the filters of property tests use. */
const USER_PATHS = [
  'userName',
  'externalId',
  'active',
  'displayName',
  'title',
  'name.givenName',
  'name.familyName',
  'emails.value',
  'emails.type',
  'emails.primary',
  'phoneNumbers.value',
  'addresses.locality',
  'addresses.country',
  'addresses.type',
  'roles.value',
  'roles.display',
  'roles.primary',
  'groups.value',
  'groups.display',
  'groups.type',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
  'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser:role',
  'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser:lastChangedBy',
  'meta.resourceType',
  'meta.lastModified',
  'schemas',
];
const GROUP_PATHS = [
  'displayName',
  'externalId',
  'members.value',
  'members.display',
  'members.type',
  'meta.resourceType',
  'meta.lastModified',
  'schemas',
];

function pathsOf(type: ResourceType, names: readonly string[]): AttributePath[] {
  return names.map((name) => {
    const path = type.paths.get(name.toLowerCase());
    if (!path) throw new Error(`no path '${name}'`);
    return path;
  });
}

/** Any filter over users that a client could write. */
export const userFilter: fc.Arbitrary<Filter> = filterOver(
  pathsOf(USER, USER_PATHS),
  pathsOf(USER, ['emails', 'phoneNumbers', 'addresses', 'roles', 'groups']),
);

/** Any filter over groups that a client could write. */
export const groupFilter: fc.Arbitrary<Filter> = filterOver(pathsOf(GROUP, GROUP_PATHS), pathsOf(GROUP, ['members']));

/** Ids of groups and of users that {@link userFilter} and {@link groupFilter} search for. */
export const RELATED_IDS: readonly string[] = Array.from(
  { length: 8 },
  (_, index) => `019c0000-0000-7000-8000-00000000000${index}`,
);

function filterOver(paths: readonly AttributePath[], lists: readonly AttributePath[]): fc.Arbitrary<Filter> {
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 5, arbitrary: fc.constantFrom(...paths).chain(comparison) },
      { weight: 1, arbitrary: fc.constantFrom(...paths).map((path): Filter => ({ kind: 'present', path })) },
      ...(lists.length === 0
        ? []
        : [
            {
              weight: 2,
              arbitrary: fc
                .constantFrom(...lists)
                .chain((path) =>
                  elementFilter(path).map((inner): Filter => ({ kind: 'element', path, filter: inner })),
                ),
            },
          ]),
      { weight: 1, arbitrary: tie('filter').map((inner): Filter => ({ kind: 'not', filter: inner })) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom('and', 'or'), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
          .map(([kind, filters]): Filter => ({ kind: kind, filters })),
      },
    ),
  }));
  return filter;
}

function elementFilter({ attribute }: AttributePath): fc.Arbitrary<Filter> {
  const parts = (attribute?.subAttributes ?? [])
    .filter(({ name }) => ['value', 'display', 'locality', 'country', 'type', 'primary'].includes(name))
    .map((part): AttributePath => ({ extension: undefined, attribute: part, subAttribute: undefined }));
  return filterOver(parts, []);
}

const TEXT_OPERATORS: CompareOperator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];

function comparison(path: AttributePath): fc.Arbitrary<Filter> {
  const attribute = (path.subAttribute ?? path.attribute) as Attribute;
  const [operators, value]: [CompareOperator[], fc.Arbitrary<boolean | string>] =
    attribute.type === 'boolean'
      ? [['eq', 'ne'], fc.boolean()]
      : attribute.type === 'dateTime'
        ? [['eq', 'ne', 'gt', 'ge', 'lt', 'le'], fc.constantFrom('2026-01-01T00:00:00Z', '2026-06-01T12:00:00+02:00')]
        : [TEXT_OPERATORS, textAskedOf(attribute)];
  return fc
    .oneof(
      { weight: 8, arbitrary: fc.record({ operator: fc.constantFrom(...operators), value }) },
      {
        weight: 1,
        arbitrary: fc.record({ operator: fc.constantFrom('eq' as const, 'ne' as const), value: fc.constant(null) }),
      },
    )
    .map((asked): Filter => ({ kind: 'compare', path, ...asked }));
}

/** Strings to search an attribute for. Some of them are stored. */
function textAskedOf({ name, caseExact }: Attribute): fc.Arbitrary<string> {
  if (name === 'type') return fc.constantFrom(...types);
  if (name === 'role') return fc.oneof(fc.constantFrom(...roleNames), trickyText);
  if (name === 'lastChangedBy') return fc.constantFrom('gen-1', 'gen', 'GEN-1');
  return name === 'value' && caseExact ? fc.oneof(fc.constantFrom(...RELATED_IDS), trickyText) : trickyText;
}
