import { type Attribute, subAttribute } from './attribute';
import type { JsonObject } from './json';
import { foldCase } from './text';

/** Elements of a multi-valued complex attribute. */
export type Elements = readonly JsonObject[];

/**
 * A list with elements added. An element that is in it already is not added twice, but updated from the added one.
 *
 * Two elements are the same when they have the same `value`, unless both have types and these differ. With
 * `uniqueTypes`, elements of one type are the same too, for attributes that come in known types: Entra knows one work
 * address, one mobile number.
 */
export function mergeElements(
  attribute: Attribute,
  list: Elements,
  added: Elements,
  { uniqueTypes }: { readonly uniqueTypes: boolean },
): Elements {
  const typed = uniqueTypes && subAttribute(attribute, 'type')?.canonicalValues !== undefined;
  const result: JsonObject[] = [];
  const places = new Map<string, number>();

  const put = (element: JsonObject) => {
    const place = placeOf(element) ?? result.length;
    const present = result[place];
    result[place] = present ? { ...present, ...element } : element;
    for (const key of keysOf(element, typed)) if (!places.has(key)) places.set(key, place);
  };
  const placeOf = (element: JsonObject): number | undefined =>
    keysOfTheSame(element, typed)
      .map((key) => places.get(key))
      .find((place) => place !== undefined && compatible(result[place], element));
  const elements = [...list, ...added];
  if (elements.length < 2) return elements;
  elements.forEach(put);
  // After an update, an element may equal another one.
  return result.length < elements.length ? mergeElements(attribute, [], result, { uniqueTypes }) : result;
}

/** The keys of an element: its type where types are unique; its value, or its whole content; and both. */
function keysOf(element: JsonObject, typed: boolean): string[] {
  const content = contentOf(element);
  const keys = [byValue(content), byValueAndType(content, element['type'])];
  return typed && element['type'] !== undefined ? [byType(element['type']), ...keys] : keys;
}

/** The keys under which an equal element may be found, the most likely first. */
function keysOfTheSame(element: JsonObject, typed: boolean): string[] {
  const { type } = element;
  const content = contentOf(element);
  if (type === undefined) return [byValue(content)];
  const keys = [byValueAndType(content, undefined), byValueAndType(content, type)];
  return typed ? [byType(type), ...keys] : keys;
}

// No text contains NUL, so no two different pairs have the same key.
const byType = (type: unknown) => `type\0${fold(type)}`;
const byValue = (content: string) => `value\0${content}`;
const byValueAndType = (content: string, type: unknown) => `both\0${content}\0${fold(type)}`;

/** The value of an element or, for one without a value, such as an address, its whole content. */
function contentOf(element: JsonObject): string {
  const { value } = element;
  return value === undefined ? JSON.stringify(Object.entries(element).sort()) : fold(value);
}

/** Whether the types of two elements with one value allow that they are the same. */
function compatible(present: JsonObject | undefined, element: JsonObject): boolean {
  const [one, other] = [present?.['type'], element['type']];
  return one === undefined || other === undefined || fold(one) === fold(other);
}

/**
 * A list without the named elements: those with the same value and the named type or, if no type is named, any type.
 */
export function withoutElements(list: Elements, named: Elements): Elements {
  const key = (element: JsonObject, type: unknown) => JSON.stringify([contentOf(element), fold(type)]);
  const gone = new Set(named.map((element) => key(element, element['type'])));
  return list.filter((element) => !gone.has(key(element, element['type'])) && !gone.has(key(element, undefined)));
}

/** Values and types are strings; a missing one becomes a string that none of them can be. */
function fold(value: unknown): string {
  return typeof value === 'string' ? foldCase(value) : '\0';
}
