import type { JsonObject } from './json';

/** A member of a protocol message. The case of its name does not matter, like that of an attribute (RFC 7643 §2.1). */
export function memberOf(object: JsonObject, name: string): unknown {
  if (name in object) return object[name];
  const folded = name.toLowerCase();
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === folded);
  return key === undefined ? undefined : object[key];
}

/**
 * The members of a protocol message that have one of the given names, in any case. The result spells the names as
 * given.
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
