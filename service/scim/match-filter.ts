import type { Attribute } from './attribute';
import type { AttributePath } from './attribute-path';
import type { CompareOperator, CompareValue, Filter } from './filter';
import { isObject, type JsonObject } from './json';
import { foldCase, parseDateTime } from './text';

/**
 * Whether a filter selects an object: a resource as a client sees it, or an element of a multi-valued attribute.
 *
 * Of a multi-valued attribute one value has to fit. `ne` is the opposite of `eq`: no value is equal, or there is none.
 */
export function matchesFilter(filter: Filter, object: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((part) => matchesFilter(part, object));
    case 'or':
      return filter.filters.some((part) => matchesFilter(part, object));
    case 'not':
      return !matchesFilter(filter.filter, object);
    case 'present':
      return valuesAt(filter.path, object).length > 0;
    case 'element':
      return valuesAt(filter.path, object).some(
        (element) => isObject(element) && matchesFilter(filter.filter, element),
      );
    case 'compare':
      return matchesComparison(filter, object);
  }
}

function matchesComparison(
  { path, operator, value }: { path: AttributePath; operator: CompareOperator; value: CompareValue },
  object: JsonObject,
): boolean {
  if (operator === 'ne') return !matchesComparison({ path, operator: 'eq', value }, object);
  const found = valuesAt(path, object);
  if (value === null) return found.length === 0;
  const attribute = path.subAttribute ?? path.attribute;
  return attribute !== undefined && found.some((candidate) => compare(attribute, operator, candidate, value));
}

/** The values behind a path. An unassigned attribute has none, a multi-valued one may have several. */
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

function compare(attribute: Attribute, operator: CompareOperator, found: unknown, asked: CompareValue): boolean {
  if (attribute.type === 'dateTime')
    return ordered(operator, parseDateTime(String(found)), parseDateTime(String(asked)));
  if (typeof found === 'string' && typeof asked === 'string') {
    return attribute.caseExact
      ? compareText(operator, found, asked)
      : compareText(operator, foldCase(found), foldCase(asked));
  }
  if (typeof found === 'boolean') return found === asked;
  return typeof found === 'number' && typeof asked === 'number' && ordered(operator, found, asked);
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
      return ordered(operator, Buffer.compare(Buffer.from(found), Buffer.from(asked)), 0); // by code point
  }
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
