import type { JsonObject } from './json';
import type { Elements } from './merge-elements';

/**
 * Returns the list with at most one primary element that has content (RFC 7643 §2.4). If there are several, the element
 * that has just become primary wins.
 *
 * An element without a value does not take the `primary` flag from another element, because a later operation may still
 * supply the value. If no value follows, the empty element is removed, and the other element still has the flag.
 *
 * @param before the list before the operation. Unchanged elements are the same objects in both lists.
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

/** Whether an element has only a type or a primary flag, because its value was removed or has not been sent yet. */
export function isHollow(element: JsonObject): boolean {
  return Object.keys(element).every(isKind);
}

/** Whether a sub-attribute only describes its element. An element that has no other sub-attributes has no content. */
export function isKind(name: string): boolean {
  return name === 'type' || name === 'primary';
}
