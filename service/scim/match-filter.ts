import type { Attribute } from './attribute';
import type { AttributePath } from './attribute-path';
import type { CompareOperator, CompareValue, Filter } from './filter';
import { isObject, type JsonObject } from './json';
import { foldCase, parseDateTime } from './text';

/**
 * Whether a filter matches an object. The object is a resource as clients see it, or an element of a multi-valued
 * attribute.
 */
type Matcher = (object: JsonObject) => boolean;

/**
 * Converts a filter into a function that evaluates it without the database. The function can be called for many
 * objects.
 *
 * A multi-valued attribute matches when one of its values does. `ne` is the opposite of `eq`: it matches when no value
 * is equal, or when there is no value.
 */
export function matcherOf(filter: Filter): Matcher {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.filters.map(matcherOf);
      return (object) => parts.every((matches) => matches(object));
    }
    case 'or': {
      const parts = filter.filters.map(matcherOf);
      return (object) => parts.some((matches) => matches(object));
    }
    case 'not':
      return opposite(matcherOf(filter.filter));
    case 'present':
      return (object) => valuesAt(filter.path, object).length > 0;
    case 'element': {
      const matches = matcherOf(filter.filter);
      return (object) => valuesAt(filter.path, object).some((element) => isObject(element) && matches(element));
    }
    case 'compare':
      return comparison(filter.path, filter.operator, filter.value);
  }
}

function opposite(matches: Matcher): Matcher {
  return (object) => !matches(object);
}

function comparison(path: AttributePath, operator: CompareOperator, value: CompareValue): Matcher {
  if (operator === 'ne') return opposite(comparison(path, 'eq', value));
  if (value === null) return (object) => valuesAt(path, object).length === 0;
  const attribute = path.subAttribute ?? path.attribute;
  if (!attribute) return () => false;
  const fits = compareWith(attribute, operator, value);
  return (object) => valuesAt(path, object).some(fits);
}

/** The values at a path: none for an unassigned attribute, possibly several for a multi-valued one. */
function valuesAt({ extension, attribute, subAttribute }: AttributePath, object: JsonObject): unknown[] {
  const holder = extension ? object[extension.id] : object;
  if (!isObject(holder) || !attribute) return [];
  const values = asList(holder[attribute.name]);
  if (!subAttribute) return values;
  return values.flatMap((value) => (isObject(value) ? asList(value[subAttribute.name]) : []));
}

function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Compares the values of an attribute with the value in the filter. */
function compareWith(
  { type, caseExact }: Attribute,
  operator: CompareOperator,
  asked: Exclude<CompareValue, null>,
): (found: unknown) => boolean {
  if (type === 'dateTime') {
    const time = parseDateTime(String(asked));
    return (found) => ordered(operator, parseDateTime(String(found)), time);
  }
  if (typeof asked === 'string') {
    const text = caseExact ? asked : foldCase(asked);
    return (found) => typeof found === 'string' && compareText(operator, caseExact ? found : foldCase(found), text);
  }
  if (typeof asked === 'boolean') return (found) => found === asked;
  return (found) => typeof found === 'number' && ordered(operator, found, asked);
}

function compareText(operator: CompareOperator, found: string, asked: string): boolean {
  switch (operator) {
    case 'co':
      return found.includes(asked);
    case 'sw':
      return found.startsWith(asked);
    case 'ew':
      return found.endsWith(asked);
    case 'eq':
      return found === asked;
    default:
      return ordered(operator, compareCodePoints(found, asked), 0);
  }
}

/**
 * Compares two strings by the order of their UTF-8 bytes, whereas JavaScript would compare UTF-16 code units.
 *
 * @returns a number less than, equal to or greater than 0.
 */
function compareCodePoints(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  let place = 0;
  while (place < length && one.charCodeAt(place) === other.charCodeAt(place)) place++;
  return (one.codePointAt(place) ?? -1) - (other.codePointAt(place) ?? -1);
}

function ordered(operator: CompareOperator, found: number | undefined, asked: number | undefined): boolean {
  if (found === undefined || asked === undefined) return false;
  switch (operator) {
    case 'gt':
      return found > asked;
    case 'ge':
      return found >= asked;
    case 'lt':
      return found < asked;
    case 'le':
      return found <= asked;
    default:
      return found === asked;
  }
}
