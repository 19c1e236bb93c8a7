import { type Attribute, subAttribute } from './attribute';
import type { JsonObject } from './json';
import { foldCase } from './text';

/** Elements of a multi-valued complex attribute. */
export type Elements = readonly JsonObject[];

/**
 * Adds elements to a list. If an element is already in the list, it is updated instead of added again.
 *
 * Two elements are the same when they have the same `value`, unless both have a type and the types differ. With
 * `uniqueTypes`, if the attribute has a known set of types, two elements of the same type are also the same, because
 * Entra supports only one work address and one mobile number.
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
  // An element that was updated may now be the same as another element of the list, so merge again.
  return result.length < elements.length ? mergeElements(attribute, [], result, { uniqueTypes }) : result;
}

/**
 * The keys by which an element can be found: its value, its value with its type and, if types are unique, its type
 * alone. If an element has no value, its whole content serves as its value.
 */
function keysOf(element: JsonObject, typed: boolean): string[] {
  const content = contentOf(element);
  const keys = [byValue(content), byValueAndType(content, element['type'])];
  return typed && element['type'] !== undefined ? [byType(element['type']), ...keys] : keys;
}

/** The keys under which the same element may already be in the list. The most likely keys come first. */
function keysOfTheSame(element: JsonObject, typed: boolean): string[] {
  const { type } = element;
  const content = contentOf(element);
  if (type === undefined) return [byValue(content)];
  const keys = [byValueAndType(content, undefined), byValueAndType(content, type)];
  return typed ? [byType(type), ...keys] : keys;
}

// NUL separates the parts of a key. No string contains NUL, so different parts always give different keys.
const byType = (type: unknown) => `type\0${fold(type)}`;
const byValue = (content: string) => `value\0${content}`;
const byValueAndType = (content: string, type: unknown) => `both\0${content}\0${fold(type)}`;

/** The value of an element or, if it has no value (as in the case of an address), its whole content. */
function contentOf(element: JsonObject): string {
  const { value } = element;
  return value === undefined ? JSON.stringify(Object.entries(element).sort()) : fold(value);
}

/**
 * Whether two elements with the same value may be the same. They are different if both have a type and the types
 * differ.
 */
function compatible(present: JsonObject | undefined, element: JsonObject): boolean {
  const [one, other] = [present?.['type'], element['type']];
  return one === undefined || other === undefined || fold(one) === fold(other);
}

/**
 * Removes elements from a list. Each element of `named` removes the elements with the same value and type or, if it has
 * no type, all elements with the same value.
 */
export function withoutElements(list: Elements, named: Elements): Elements {
  const key = (element: JsonObject, type: unknown) => JSON.stringify([contentOf(element), fold(type)]);
  const gone = new Set(named.map((element) => key(element, element['type'])));
  return list.filter((element) => !gone.has(key(element, element['type'])) && !gone.has(key(element, undefined)));
}

/**
 * Folds the case of a value or type. If the value or type is missing, returns a string that no value or type can equal.
 */
function fold(value: unknown): string {
  return typeof value === 'string' ? foldCase(value) : '\0';
}
