import { applyPatch } from './apply-patch';
import { ScimError } from './error';
import { isObject } from './json';
import { operationsOfObject, type PatchOperation } from './patch-operation';
import type { Profile } from './profile';
import { requireSchemas } from './required-schemas';
import type { Attributes } from './resource';
import type { ResourceType } from './resource-type';

/**
 * Reads the attributes in the body of a POST or PUT, as if a PATCH added all of them to an empty resource.
 *
 * Names may be in any case and may be paths (`name.givenName`). Read-only attributes are ignored (RFC 7644 §3.3). If
 * the profile permits it, unknown attributes and the content of `schemas` are ignored, too.
 *
 * @throws {ScimError} 400 when the body is not an object, when its `schemas` name another type, when a value has the
 * wrong type, or when a required attribute is missing.
 */
export function readResource(type: ResourceType, body: unknown, profile: Profile): Attributes {
  return applyPatch(type, NOTHING, writesOf(type, body, profile), profile);
}

/** The empty resource to which {@link readResource} applies operations. */
export const NOTHING = { id: '', attributes: {} };

/**
 * The operations that are equivalent to the body of a POST or PUT.
 *
 * @throws {ScimError} as {@link readResource} does.
 */
export function writesOf(type: ResourceType, body: unknown, profile: Profile): PatchOperation[] {
  if (!isObject(body)) throw ScimError.badRequest('invalidSyntax', 'the body must be a JSON object');
  requireSchemas(
    body,
    profile,
    type.schema.id,
    type.extensions.map(({ id }) => id),
  );
  return operationsOfObject(type, 'add', body, profile).filter(({ path }) => path.attribute?.name !== 'id');
}
