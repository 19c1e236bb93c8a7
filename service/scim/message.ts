import type { JsonObject } from './json';

/** Finds a member of a protocol message. The case of its name does not matter, as with attributes (RFC 7643 §2.1). */
export function memberOf(object: JsonObject, name: string): unknown {
  if (name in object) return object[name];
  const folded = name.toLowerCase();
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === folded);
  return key === undefined ? undefined : object[key];
}

/**
 * The members of a protocol message that have one of the given names, ignoring case. The result contains the names as
 * they are spelled in `names`.
 */
export function membersOf<Name extends string>(
  object: JsonObject,
  names: readonly Name[],
): Partial<Record<Name, unknown>> {
  const found: Partial<Record<Name, unknown>> = {};
  for (const name of names) {
    const value = memberOf(object, name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
