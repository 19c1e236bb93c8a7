import { applyPatch } from './apply-patch';
import { ScimError } from './error';
import { isObject } from './json';
import { operationsOfObject } from './patch-operation';
import type { Profile } from './profile';
import type { Attributes } from './resource';
import type { ResourceType } from './resource-type';

/**
 * The attributes in the body of a POST or PUT: what a PATCH makes of nothing that adds them all.
 *
 * Reads tolerantly: names in any case, also as paths (`name.givenName`). Passes over read-only attributes (RFC 7644 §3.3),
 * unknown ones if the profile says so, and what `schemas` says: Entra lists schemas that it sends nothing of, and leaves
 * out others.
 *
 * @throws {ScimError} 400 when the body is no object, a value has the wrong type or a required attribute is missing.
 */
export function readResource(type: ResourceType, body: unknown, profile: Profile): Attributes {
  if (!isObject(body)) throw ScimError.badRequest('invalidSyntax', 'the body must be a JSON object');
  const operations = operationsOfObject(type, 'add', body, profile).filter(({ path }) => path.attribute?.name !== 'id');
  return applyPatch(type, { id: '', attributes: {} }, operations, profile);
}
