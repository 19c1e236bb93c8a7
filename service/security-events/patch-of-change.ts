import type { Attribute } from '../scim/attribute';
import { isObject, type JsonObject } from '../scim/json';
import type { ResourceType } from '../scim/resource-type';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/**
 * Builds a PATCH (RFC 7644 §3.5.2) with which a receiver updates its copy of a resource: the named attributes get their
 * current values.
 */
export function patchOfAttributes(type: ResourceType, names: readonly string[], resource: JsonObject): JsonObject {
  return patchOf(names.flatMap((name) => operationsFor(type, name, resource[name])));
}

/** Builds a PATCH that adds a user to a group. */
export function patchOfJoining({ id, displayName, userName }: JsonObject): JsonObject {
  return patchOf([
    { op: 'add', path: 'members', value: [{ value: id, display: displayName ?? userName, type: 'User' }] },
  ]);
}

/** Builds a PATCH that removes a user from a group. */
export function patchOfLeaving({ id }: JsonObject): JsonObject {
  return patchOf([{ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` }]);
}

function patchOf(operations: readonly JsonObject[]): JsonObject {
  return { schemas: [PATCH_OP], Operations: operations };
}

/**
 * Returns one operation for a simple attribute. For an extension or a complex attribute, returns one operation per
 * sub-attribute, because a single operation on the whole attribute might leave old sub-attributes in place.
 */
function operationsFor(type: ResourceType, name: string, value: unknown): readonly JsonObject[] {
  const extension = type.extensions.find(({ id }) => id === name);
  const attribute = type.schema.attributes.find((each) => each.name === name && !each.multiValued);
  const parts = extension?.attributes ?? attribute?.subAttributes;
  if (!parts) return [operation(name, value)];
  const valueOf = (part: Attribute) => (isObject(value) ? value[part.name] : undefined);
  return parts
    .filter(({ mutability }) => mutability !== 'readOnly')
    .map((part) => operation(`${name}${extension ? ':' : '.'}${part.name}`, valueOf(part)));
}

function operation(path: string, value: unknown): JsonObject {
  return value === undefined ? { op: 'remove', path } : { op: 'replace', path, value };
}
