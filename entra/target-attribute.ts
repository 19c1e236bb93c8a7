import { closest } from 'fastest-levenshtein';

/** An attribute of a SCIM resource, in the notation of Entra's mappings. */
export interface TargetAttribute {
  /** URN of the schema that the attribute belongs to. Undefined for the resource's own schema. */
  readonly schema: string | undefined;
  readonly attribute: string;

  /** The filter in brackets, which selects one element of a multi-valued attribute. */
  readonly element: { readonly name: string; readonly value: string } | undefined;
  readonly part: string | undefined;
}

type Kind = 'users' | 'groups';

/** Names of attributes, each with the names of its sub-attributes. */
type Parts = ReadonlyMap<string, readonly string[]>;

const NAME = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'];
const VALUE = ['value', 'display', 'type', 'primary'];
const ADDRESS = ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country', 'type', 'primary'];

const SINGLE: Readonly<Record<Kind, Parts>> = {
  users: new Map([
    ...having([], 'userName displayName nickName profileUrl title userType preferredLanguage locale timezone'),
    ...having([], 'active externalId'),
    ...having(NAME, 'name'),
  ]),
  groups: new Map(having([], 'displayName externalId members')),
};

const MULTIPLE: Readonly<Record<Kind, Parts>> = {
  users: new Map([
    ...having(ADDRESS, 'addresses'),
    ...having(VALUE, 'emails entitlements ims phoneNumbers photos roles x509Certificates'),
  ]),
  groups: new Map(),
};

/** Multi-valued attributes that a mapping function can set as a whole. */
const WHOLE = ['entitlements', 'roles'];

const CORE = {
  users: 'urn:ietf:params:scim:schemas:core:2.0:User',
  groups: 'urn:ietf:params:scim:schemas:core:2.0:Group',
};
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ENTERPRISE_ATTRIBUTES = ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager'];

/** Attributes that SCIM defines but that no mapping can set, each with the reason. */
const UNMAPPABLE: ReadonlyMap<string, string> = new Map([
  ['id', 'the service assigns it'],
  ['meta', 'the service assigns it'],
  ['groups', 'it follows from the members of the groups'],
  ['password', 'Entra sends no passwords'],
]);

/**
 * Parses an attribute path. Entra supports fewer forms of paths than RFC 7644 allows. Returns undefined for a form that
 * Entra does not support.
 */
export function parseTargetAttribute(text: string): TargetAttribute | undefined {
  const [, schema, attribute, name, value, part] =
    /^(?:(urn:.+):)?([A-Za-z$][\w$-]*)(?:\[([A-Za-z]\w*) eq "([^"]+)"\])?(?:\.([A-Za-z]\w*))?$/.exec(text) ?? [];
  if (attribute === undefined) return undefined;
  return {
    schema,
    attribute,
    element: name === undefined || value === undefined ? undefined : { name, value },
    part,
  };
}

/**
 * The short name of an attribute, without the URN of the resource's core schema. The long name and the short name
 * denote the same attribute.
 */
export function shortTarget(text: string, kind: Kind): string {
  const urn = `${CORE[kind]}:`;
  // URNs are case-insensitive (RFC 8141).
  return text.toLowerCase().startsWith(urn.toLowerCase()) ? text.slice(urn.length) : text;
}

/** The reason why an attribute cannot be the target of a mapping. Undefined if the attribute can be a target. */
export function targetFlaw(text: string, kind: Kind): string | undefined {
  const target = parseTargetAttribute(text);
  if (!target) {
    const forms = `an attribute (userName), a part (name.givenName), a part of an element (emails[type eq "work"].value)`;
    return `must be ${forms}, or an attribute of an extension (${ENTERPRISE}:department); got '${text}'`;
  }
  if (target.schema === ENTERPRISE) return enterpriseFlaw(text, target, kind);
  // Attributes of the service's own extensions are not checked.
  if (target.schema !== undefined && target.schema !== CORE[kind]) return undefined;
  return coreFlaw(text, target, kind);
}

function enterpriseFlaw(text: string, { attribute }: TargetAttribute, kind: Kind): string | undefined {
  if (kind === 'groups') return `must be an attribute of a group; '${text}' belongs to users`;
  if (ENTERPRISE_ATTRIBUTES.includes(attribute)) return undefined;
  return `must be an attribute of the enterprise user; got '${attribute}', the nearest is '${closest(attribute, ENTERPRISE_ATTRIBUTES)}'`;
}

function coreFlaw(text: string, { attribute, element, part }: TargetAttribute, kind: Kind): string | undefined {
  const reason = UNMAPPABLE.get(attribute);
  if (reason !== undefined) return `must not be '${text}': ${reason}`;

  const single = SINGLE[kind].get(attribute);
  const multiple = MULTIPLE[kind].get(attribute);
  const parts = single ?? multiple;
  if (!parts) {
    const known = [...SINGLE[kind].keys(), ...MULTIPLE[kind].keys()];
    return `must be an attribute of a SCIM ${kind === 'users' ? 'user' : 'group'}; got '${attribute}', the nearest is '${closest(attribute, known)}'`;
  }
  if (multiple && !element) {
    if (part === undefined && WHOLE.includes(attribute)) return undefined;
    return `must name the element that it sets, such as ${attribute}[type eq "work"].${parts[0]}; got '${text}'`;
  }
  if (element) {
    if (!multiple) return `must not name an element: '${attribute}' has only one value; got '${text}'`;
    if (element.name !== 'type' && element.name !== 'primary') {
      return `must choose the element by 'type' or 'primary'; got '${text}'`;
    }
  }
  return partFlaw(text, attribute, part, parts);
}

function partFlaw(
  text: string,
  attribute: string,
  part: string | undefined,
  parts: readonly string[],
): string | undefined {
  if (parts.length === 0)
    return part === undefined ? undefined : `must not have a part: '${attribute}' is a simple value`;
  if (part === undefined) return `must name a part of '${attribute}': ${parts.join(', ')}; got '${text}'`;
  return parts.includes(part) ? undefined : `must name a part of '${attribute}': ${parts.join(', ')}; got '${part}'`;
}

function having(parts: readonly string[], names: string): [string, readonly string[]][] {
  return names.split(' ').map((name) => [name, parts]);
}
