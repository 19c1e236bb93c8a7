import { ScimError } from './error';
import type { JsonObject } from './json';
import { memberOf } from './message';
import type { Profile } from './profile';
import { sent } from './sent-value';

/** URNs of the messages that clients send (RFC 7644 §8.2). */
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

/**
 * Checks the `schemas` of a message or resource, if the profile requires `schemas`.
 *
 * @param main URN that `schemas` must contain.
 * @param others further URNs that `schemas` may contain.
 * @throws {ScimError} 400 `invalidSyntax` when `schemas` is missing, `invalidValue` when it lacks `main` or contains
 * other URNs.
 */
export function requireSchemas(
  body: JsonObject,
  { requiresSchemas }: Profile,
  main: string,
  others: readonly string[] = [],
): void {
  if (!requiresSchemas) return;
  const schemas = memberOf(body, 'schemas');
  if (!Array.isArray(schemas) || schemas.length === 0) {
    throw ScimError.badRequest('invalidSyntax', `schemas must be a list that contains '${main}'`);
  }
  const named = (schemas as unknown[]).map((urn) => (typeof urn === 'string' ? urn.toLowerCase() : undefined));
  const known = [main, ...others];
  const folded = known.map((urn) => urn.toLowerCase());
  const strange = named.findIndex((urn) => urn === undefined || !folded.includes(urn));
  if (strange >= 0) {
    const got = sent(JSON.stringify(schemas[strange]));
    throw ScimError.badRequest('invalidValue', `schemas may contain only ${known.join(', ')}; got ${got}`);
  }
  if (!named.includes(main.toLowerCase())) {
    throw ScimError.badRequest('invalidValue', `schemas must also contain '${main}'`);
  }
}
