import type { JsonObject } from './json';
import type { Elements } from './merge-elements';

/**
 * A list in which at most one element with content is primary (RFC 7643 §2.4): of several, the one that has just become
 * it.
 *
 * A hollow element takes the flag from no other: its value may come with a later operation, and if it never does, the
 * element goes and nothing has changed.
 *
 * @param before the list before the operation, with the same objects where it left elements alone.
 */
export function onePrimary(list: Elements, before: Elements): Elements {
  const primary = list.filter((element) => element['primary'] === true && !isHollow(element));
  if (primary.length < 2) return list;
  const known = new Set(before);
  const kept = primary.findLast((element) => !known.has(element)) ?? primary[0];
  return list.map((element) =>
    element['primary'] === true && element !== kept ? { ...element, primary: false } : element,
  );
}

/** Whether an element only says what kind it is: its value was removed, or has not come. */
export function isHollow(element: JsonObject): boolean {
  return Object.keys(element).every(isKind);
}

/** Whether a part of an element says what kind it is, and nothing by itself. */
export function isKind(name: string): boolean {
  return name === 'type' || name === 'primary';
}
