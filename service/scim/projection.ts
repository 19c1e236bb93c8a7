import type { AttributePath } from './attribute-path';
import { isObject, type JsonObject } from './json';
import type { ResourceType } from './resource-type';

/** Which attributes a client wants to see (RFC 7644 §3.9). */
export interface Projection {
  /** Whether the answer holds anything of an attribute. What it does not hold need not be read. */
  wants(name: string): boolean;

  /** The resource with the wanted attributes alone. `schemas` and `id` are always there. */
  apply(resource: JsonObject): JsonObject;
}

const EVERYTHING: Projection = { wants: () => true, apply: (resource) => resource };

/** Names that no resource has are passed over: nothing is returned for them, nothing is left out. */
export function readProjection(
  type: ResourceType,
  { attributes, excludedAttributes }: { attributes?: unknown; excludedAttributes?: unknown },
): Projection {
  const wanted = readPaths(type, attributes);
  if (wanted) {
    return { wants: (name) => wanted.some((path) => isOf(path, name)), apply: (from) => assigned(pick(from, wanted)) };
  }

  const unwanted = (readPaths(type, excludedAttributes) ?? []).filter(
    ({ attribute }) => attribute?.returned !== 'always',
  );
  if (unwanted.length === 0) return EVERYTHING;
  return {
    wants: (name) => !unwanted.some((path) => isOf(path, name) && !path.subAttribute),
    apply: (from) => assigned(unwanted.reduce(omit, from)),
  };
}

/** Paths from `userName,name.givenName`, or from a list of such names. Undefined when nothing was asked. */
function readPaths(type: ResourceType, names: unknown): AttributePath[] | undefined {
  const text = Array.isArray(names) ? names.join(',') : names;
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  return text.split(',').flatMap((name) => type.paths.get(name.trim().toLowerCase()) ?? []);
}

function isOf({ extension, attribute }: AttributePath, name: string): boolean {
  return (!extension && attribute?.name === name) || extension?.id === name;
}

function pick(resource: JsonObject, paths: readonly AttributePath[]): JsonObject {
  const picked: Record<string, unknown> = { schemas: resource['schemas'], id: resource['id'] };
  for (const path of paths) {
    const { extension, attribute } = path;
    if (!extension) {
      if (attribute) pickInto(picked, resource, path);
      continue;
    }
    const holder = resource[extension.id];
    if (!isObject(holder)) continue;
    if (!attribute) picked[extension.id] = holder;
    else picked[extension.id] = pickInto({ ...(picked[extension.id] as object | undefined) }, holder, path);
  }
  return picked;
}

function pickInto(target: Record<string, unknown>, from: JsonObject, path: AttributePath): Record<string, unknown> {
  const { attribute, subAttribute } = path;
  const value = attribute && from[attribute.name];
  if (!attribute || value === undefined) return target;
  if (!subAttribute) {
    target[attribute.name] = value;
    return target;
  }
  const before = target[attribute.name];
  const part = (element: unknown, index?: number): unknown => {
    if (!isObject(element)) return element;
    const picked = (index === undefined ? before : (before as unknown[] | undefined)?.[index]) as object | undefined;
    const found = element[subAttribute.name];
    return found === undefined ? { ...picked } : { ...picked, [subAttribute.name]: found };
  };
  target[attribute.name] = Array.isArray(value) ? value.map((element, index) => part(element, index)) : part(value);
  return target;
}

function omit(resource: JsonObject, path: AttributePath): JsonObject {
  const { extension, attribute, subAttribute } = path;
  if (!extension) return attribute ? omitFrom(resource, attribute.name, subAttribute?.name) : resource;
  const holder = resource[extension.id];
  if (!isObject(holder)) return resource;
  if (!attribute) return omitFrom(resource, extension.id);
  return { ...resource, [extension.id]: omitFrom(holder, attribute.name, subAttribute?.name) };
}

function omitFrom(holder: JsonObject, name: string, part?: string): JsonObject {
  const { [name]: value, ...rest } = holder;
  if (part === undefined || value === undefined) return rest;
  const without = (element: unknown) => (isObject(element) ? omitFrom(element, part) : element);
  return { ...holder, [name]: Array.isArray(value) ? value.map(without) : without(value) };
}

/** A resource without what has nothing left in it: what is empty is unassigned (RFC 7643 §2.5). */
function assigned(resource: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(resource).flatMap(([name, value]) => {
      const rest = Array.isArray(value) ? value.filter((element) => !isEmpty(element)) : withoutEmpty(value);
      return isEmpty(rest) ? [] : [[name, rest]];
    }),
  );
}

/** An object without members that are empty objects, as those of an extension may be. */
function withoutEmpty(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => !isEmpty(member)));
}

function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
}
