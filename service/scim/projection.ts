import type { AttributePath } from './attribute-path';
import { ScimError } from './error';
import { isObject, type JsonObject } from './json';
import { MadeList } from './made-list';
import type { ResourceType } from './resource-type';
import { sent } from './sent-value';

/** The attributes that a client wants to see (RFC 7644 §3.9). */
export interface Projection {
  /** Whether the answer contains any part of an attribute. If false, the attribute need not be read. */
  wants(name: string): boolean;

  /** Whether the client asked for the attribute by name. */
  asksFor(name: string): boolean;

  /** Returns the resource with only the requested attributes. `schemas` and `id` are always included. */
  apply(resource: JsonObject): JsonObject;
}

const EVERYTHING: Projection = { wants: () => true, asksFor: () => false, apply: (resource) => resource };

/**
 * Reads the parameters of a projection. Unknown names are ignored: they neither show nor hide anything. Repeated names
 * count once. In the list of attributes to show, brackets after a name are ignored: `emails[type eq "work"]`, as in
 * Microsoft's own requests, shows all e-mail addresses.
 *
 * @throws {ScimError} 400 `invalidValue` when a parameter is not a list of names, because ignoring it would show
 * everything.
 */
export function readProjection(
  type: ResourceType,
  { attributes, excludedAttributes }: { attributes?: unknown; excludedAttributes?: unknown },
): Projection {
  const wanted = readPaths(type, 'attributes', attributes);
  if (wanted) {
    const parts = partsOf(wanted);
    return {
      wants: (name) => parts.has(name),
      asksFor: (name) => parts.has(name),
      apply: (from) => assigned({ schemas: from['schemas'], id: from['id'], ...pick(from, parts) }),
    };
  }

  const unwanted = (readPaths(type, 'excludedAttributes', excludedAttributes) ?? []).filter(
    ({ attribute }) => attribute?.returned !== 'always',
  );
  if (unwanted.length === 0) return EVERYTHING;
  const parts = partsOf(unwanted);
  return {
    wants: (name) => !parts.get(name)?.isWhole,
    asksFor: () => false,
    apply: (from) => assigned(omit(from, parts)),
  };
}

/**
 * The paths in a string such as `userName,name.givenName`, or in a list of such names. Undefined when the client sent
 * no names.
 */
function readPaths(type: ResourceType, parameter: string, names: unknown): AttributePath[] | undefined {
  if (names === undefined || names === null) return undefined;
  const texts: readonly unknown[] = Array.isArray(names) ? names : [names];
  const text = texts.map((name) => (typeof name === 'string' ? name : refuseName(parameter, name))).join(',');
  if (text.trim() === '') return undefined;
  return text.split(',').flatMap((name) => {
    // Brackets are ignored only in the list of attributes to show. In the list of attributes to hide, ignoring them
    // would hide all elements instead of some.
    const bare = parameter === 'attributes' ? name.replace(/\[.*?(\]|$)/s, '') : name;
    return type.paths.get(bare.trim().toLowerCase()) ?? [];
  });
}

function refuseName(parameter: string, name: unknown): never {
  const got = sent(JSON.stringify(name));
  throw ScimError.badRequest('invalidValue', `${parameter} must be names of attributes; got ${got}`);
}

/** An attribute to show or hide, either as a whole or only in part. */
interface Part {
  isWhole: boolean;
  readonly parts: Parts;
}

type Parts = Map<string, Part>;

function partsOf(paths: readonly AttributePath[]): Parts {
  const parts: Parts = new Map();
  for (const { extension, attribute, subAttribute } of paths) {
    addTo(
      parts,
      [extension?.id, attribute?.name, subAttribute?.name].filter((name) => name !== undefined),
    );
  }
  return parts;
}

function addTo(parts: Parts, [name = '', ...inner]: readonly string[]): void {
  const part = parts.get(name) ?? { isWhole: false, parts: new Map<string, Part>() };
  parts.set(name, part);
  if (inner.length === 0) part.isWhole = true;
  else addTo(part.parts, inner);
}

function pick(from: JsonObject, wanted: Parts): JsonObject {
  const picked: Record<string, unknown> = {};
  for (const [name, { isWhole, parts }] of wanted) {
    const value = from[name];
    if (value !== undefined) picked[name] = isWhole ? value : ofEach(value, (object) => pick(object, parts));
  }
  return picked;
}

function omit(from: JsonObject, unwanted: Parts): JsonObject {
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(from)) {
    const part = unwanted.get(name);
    if (!part?.isWhole) rest[name] = part ? ofEach(value, (object) => omit(object, part.parts)) : value;
  }
  return rest;
}

/** Applies a change to an object, or to each object in a list. Returns any other value unchanged. */
function ofEach(value: unknown, change: (object: JsonObject) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map((element) => ofEach(element, change));
  if (value instanceof MadeList) return value.map((element) => ofEach(element, change));
  return isObject(value) ? change(value) : value;
}

/** Removes empty objects and lists from a resource, because empty means unassigned (RFC 7643 §2.5). */
function assigned(resource: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(resource).flatMap(([name, value]) => {
      const isList = Array.isArray(value) || value instanceof MadeList;
      const rest = isList ? value.filter((element) => !isEmpty(element)) : withoutEmpty(value);
      return isEmpty(rest) ? [] : [[name, rest]];
    }),
  );
}

/** Removes the empty members of a value that is an object, such as an extension. Returns any other value unchanged. */
function withoutEmpty(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => !isEmpty(member)));
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof MadeList) return value[Symbol.iterator]().next().done === true;
  return isObject(value) && Object.keys(value).length === 0;
}
