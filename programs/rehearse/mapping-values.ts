import type { AttributeMapping } from '../../entra/attribute-mapping';

const USER_SCHEMAS = [
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
];

/** Whether a mapping refers to the user's manager. Entra sends the manager once both users exist. */
export function isManager({ target, source }: AttributeMapping): boolean {
  return source === '[manager]' && /(^|:)manager$/.test(target);
}

/** The mappings by which Entra searches for a resource, in the order in which Entra uses them. */
export function matchingOf(mappings: readonly AttributeMapping[]): readonly AttributeMapping[] {
  return mappings
    .filter(({ matching }) => matching !== undefined)
    .toSorted((a, b) => (a.matching ?? 0) - (b.matching ?? 0));
}

/** The values, by target, that Entra sends only when it creates an object. */
export function sentOnce(
  mappings: readonly AttributeMapping[],
  values: ReadonlyMap<string, string>,
): Map<string, string> {
  const once = new Set(mappings.filter(({ flow }) => flow === 'onCreate').map(({ target }) => target));
  return new Map([...values].filter(([target]) => once.has(target)));
}

/** The values, by target, that Entra sends with every change. */
export function sentAlways(
  mappings: readonly AttributeMapping[],
  values: ReadonlyMap<string, string>,
): Map<string, string> {
  const once = sentOnce(mappings, values);
  return new Map([...values].filter(([target]) => !once.has(target)));
}

/** Schemas of a user: the two that Entra always sends, and the extensions of the service that mappings refer to. */
export function userSchemas(mappings: readonly AttributeMapping[]): string[] {
  return [...new Set([...USER_SCHEMAS, ...mappings.flatMap(({ target }) => /^(urn:.+):/.exec(target)?.[1] ?? [])])];
}
