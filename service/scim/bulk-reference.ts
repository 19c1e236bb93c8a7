import { subAttribute } from './attribute';
import type { BulkOperation } from './bulk';
import { isObject, type JsonObject } from './json';
import { memberOf } from './message';
import { RESOURCE_TYPES } from './resource-type';

/**
 * Finds the references `bulkId:…` in an operation. Each refers to the resource that another operation of the same
 * request creates.
 *
 * References occur in the path of an operation, in an attribute that names other resources (`members`, `manager`), or
 * in the brackets after such an attribute in a PATCH path. Elsewhere, a string like `bulkId:…` is plain text.
 */
export function referencesOf({ path, data }: Pick<BulkOperation, 'data' | 'path'>): Set<string> {
  const found = new Set<string>();
  const note = (bulkId: string) => {
    found.add(bulkId);
    return '';
  };
  inText(path, note);
  inData(data, note);
  return found;
}

/** Replaces every reference in an operation with the id of the resource that the referenced operation created. */
export function withIds(operation: BulkOperation, ids: ReadonlyMap<string, string>): BulkOperation {
  const idOf = (bulkId: string) => ids.get(bulkId) ?? `bulkId:${bulkId}`;
  return { ...operation, path: inText(operation.path, idOf), data: inData(operation.data, idOf) };
}

/** The paths of attributes that refer to other resources, in all their spellings, in lower case. */
const TO_RESOURCES: ReadonlySet<string> = new Set(
  RESOURCE_TYPES.flatMap(({ paths }) =>
    [...paths].flatMap(([spelling, { attribute }]) => {
      const isReference = attribute && attribute.mutability !== 'readOnly' && subAttribute(attribute, '$ref');
      return isReference ? [spelling] : [];
    }),
  ),
);

function leadsToResources(path: string): boolean {
  const [attribute = ''] = path.split('[', 1);
  return TO_RESOURCES.has(attribute.trim().toLowerCase());
}

function inText(text: string, idOf: (bulkId: string) => string): string {
  return text.replace(/(^|[/"])bulkId:([^/\s"]+)/g, (_, start: string, bulkId: string) => start + idOf(bulkId));
}

function inData(value: unknown, idOf: (bulkId: string) => string, isReference = false): unknown {
  if (typeof value === 'string') return isReference ? inText(value, idOf) : value;
  if (Array.isArray(value)) return value.map((element) => inData(element, idOf, isReference));
  if (!isObject(value)) return value;
  const path = pathOf(value); // in a PATCH operation, the value belongs to the attribute of the path
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const isAbout = isReference || leadsToResources(name) || (path !== undefined && leadsToResources(path));
      return [name, inData(part, idOf, isAbout)];
    }),
  );
}

function pathOf(object: JsonObject): string | undefined {
  const path = memberOf(object, 'path');
  return typeof path === 'string' ? path : undefined;
}

/** Splits the members of a body into those that refer to any of the given operations, and those that do not. */
export function splitByReferences(
  data: unknown,
  bulkIds: readonly string[],
): { readonly others: unknown; readonly referring: JsonObject } {
  if (!isObject(data) || bulkIds.length === 0) return { others: data, referring: {} };
  const refers = ([name, value]: [string, unknown]) => {
    const found = referencesOf({ path: '', data: { [name]: value } });
    return bulkIds.some((bulkId) => found.has(bulkId));
  };
  const members = Object.entries(data);
  return {
    others: Object.fromEntries(members.filter((member) => !refers(member))),
    referring: Object.fromEntries(members.filter(refers)),
  };
}
