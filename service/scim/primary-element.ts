import type { JsonObject } from './json';
import type { Elements } from './merge-elements';

/**
 * A list in which at most one element with content is primary (RFC 7643 §2.4). Of several, the one that has just become
 * primary wins.
 *
 * An element without a value does not take the flag from another one: its value may come with a later operation, and if
 * none comes, the element is removed and nothing has changed.
 *
 * @param before the list before the operation, which shares the objects of unchanged elements.
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

/** Whether an element gives only its kind: its value was removed, or has not been sent yet. */
export function isHollow(element: JsonObject): boolean {
  return Object.keys(element).every(isKind);
}

/** Whether a part of an element only gives its kind, and means nothing by itself. */
export function isKind(name: string): boolean {
  return name === 'type' || name === 'primary';
}
