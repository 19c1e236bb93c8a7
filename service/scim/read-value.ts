import { type Attribute, subAttribute, TEXT_MAX, VALUES_MAX } from './attribute';
import { ScimError } from './error';
import { isObject, type JsonObject } from './json';
import { memberOf } from './message';
import { isHollow, isKind } from './primary-element';
import type { Profile } from './profile';
import { sent } from './sent-value';
import { parseBoolean, parseDateTime, textFlaw } from './text';

/**
 * Reads the value that a client sent for an attribute, and converts it to the type in the schema. Returns undefined
 * when the value means "unassigned", as null and an empty list do (RFC 7643 §2.5).
 *
 * @throws {ScimError} 400 `invalidValue` with `path`, the value and the expected type.
 */
export function readValue(attribute: Attribute, value: unknown, path: string, profile: Profile): unknown {
  if (!attribute.multiValued) return readElement(attribute, value, path, profile);

  if (value === undefined || value === null) return undefined;
  if (!profile.coercesTypes && !Array.isArray(value)) throw wrongType(path, 'a list', value);
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  requireFew(attribute, elements.length, path);
  const list = elements
    .map((element) => readListed(attribute, element, path, profile))
    .filter((element) => element !== undefined);
  requireValues(attribute, elements.length - list.length, path);
  return list.length === 0 ? undefined : list;
}

/**
 * Refuses elements without a value if no later operation could write that value. Otherwise, such elements are just left
 * out.
 */
function requireValues(attribute: Attribute, missing: number, path: string): void {
  if (missing === 0 || subAttribute(attribute, 'value')?.mutability !== 'immutable') return;
  throw ScimError.badRequest('invalidValue', `each of ${path} needs a value; ${missing} came without one`);
}

/** @throws {ScimError} 400 `invalidValue` when an attribute has too many values. */
export function requireFew({ maxItems = VALUES_MAX }: Attribute, count: number, path: string): void {
  const limit = Math.max(maxItems, VALUES_MAX);
  if (count > limit) throw ScimError.badRequest('invalidValue', `${path} may have up to ${limit} values; got ${count}`);
}

/**
 * Reads an element of a list. An element that has only a type is discarded later, unless another operation gives it a
 * value.
 */
function readListed(attribute: Attribute, element: unknown, path: string, profile: Profile): unknown {
  const read = readSingle(attribute, element, path, profile);
  if (isObject(read) && isObject(element) && isHollow(read)) requireContent(attribute, element, path);
  return read;
}

/** Reads the value of a single-valued attribute, or the element of a multi-valued attribute that a path selects. */
export function readElement(attribute: Attribute, value: unknown, path: string, profile: Profile): unknown {
  return readSingle(attribute, profile.coercesTypes ? unwrap(attribute, value) : value, path, profile);
}

function readSingle(attribute: Attribute, value: unknown, path: string, profile: Profile): unknown {
  if (value === undefined || value === null) return undefined;
  switch (attribute.type) {
    case 'complex':
      return readComplex(attribute, value, path, profile);
    case 'boolean':
      return readBoolean(value, path, profile);
    case 'integer':
    case 'decimal':
      return readNumber(attribute, value, path, profile);
    case 'dateTime':
      return readDateTime(attribute, value, path);
    case 'binary':
      return readBinary(attribute, value, path, profile);
    case 'reference':
    case 'string':
      return readText(attribute, value, path, profile);
  }
}

function readComplex(attribute: Attribute, value: unknown, path: string, profile: Profile): JsonObject | undefined {
  if (profile.coercesTypes && typeof value === 'string') {
    return readComplex(attribute, fromText(attribute, value, path), path, profile);
  }
  if (!isObject(value)) throw wrongType(path, 'an object', value);

  const object: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    const known = subAttribute(attribute, name);
    if (!known && !profile.passesOverUnknown) throw unknownAttribute(`${path}.${name}`);
    if (!known && !isOtherName(attribute, name)) profile.onPassedOver?.(`${path}.${name}`);
    if (!known || known.mutability === 'readOnly') continue;
    const read = readValue(known, part, `${path}.${known.name}`, profile);
    if (read !== undefined) object[known.name] = read;
  }
  if (!profile.coercesTypes) return unlessEmpty(object);
  const read =
    object['value'] === undefined
      ? unlessEmpty(withDisplayName(attribute, object, value, path, profile))
      : withEmbeddedJson(attribute, object, path, profile);
  if (read === undefined) requireContent(attribute, value, path);
  return read;
}

/**
 * Refuses a value that has only read-only sub-attributes, because it would count as no value and would therefore remove
 * the current value. If the value also has writable sub-attributes, the read-only ones are ignored.
 */
function requireContent(attribute: Attribute, written: JsonObject, path: string): void {
  const names = Object.keys(written);
  const isWritable = (name: string) =>
    isOtherName(attribute, name) || (subAttribute(attribute, name)?.mutability ?? 'readOnly') !== 'readOnly';
  if (names.some((name) => isWritable(name) && !isKind(name.toLowerCase()))) return;
  const strange = names.find((name) => !isWritable(name));
  if (strange === undefined) return;
  const known = subAttribute(attribute, strange);
  if (!known) throw unknownAttribute(`${path}.${strange}`);
  throw ScimError.badRequest('mutability', `${path}.${known.name} is read-only`);
}

/**
 * Whether a client uses the name `displayName` for a sub-attribute that the schema calls `display`, as Entra's complex
 * role functions do.
 */
function isOtherName(attribute: Attribute, name: string): boolean {
  return name.toLowerCase() === 'displayname' && subAttribute(attribute, 'display') !== undefined;
}

function unlessEmpty(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length === 0 ? undefined : object;
}

/**
 * Uses `displayName` as `display`, but only if the role has no value, because then nothing else identifies the role.
 */
function withDisplayName(
  attribute: Attribute,
  object: JsonObject,
  sent: JsonObject,
  path: string,
  profile: Profile,
): JsonObject {
  const display = subAttribute(attribute, 'display');
  if (!display || object['display'] !== undefined || subAttribute(attribute, 'displayName')) return object;
  const displayName = memberOf(sent, 'displayName');
  const read = displayName === undefined ? undefined : readValue(display, displayName, `${path}.display`, profile);
  return read === undefined ? object : { ...object, display: read };
}

/**
 * Reads a `value` that contains the whole role as JSON, as Entra's complex role functions send it:
 * `{"id":"…","value":"admin"}`. The `id` is internal to Entra and is ignored.
 */
function withEmbeddedJson(
  attribute: Attribute,
  object: JsonObject,
  path: string,
  profile: Profile,
): JsonObject | undefined {
  const text = object['value'];
  if (typeof text !== 'string' || !text.trimStart().startsWith('{')) return object;
  const inner = parseObject(text);
  if (!inner || !('value' in inner || 'displayName' in inner)) return object;
  const { displayName } = inner;
  const element = { ...object, value: inner['value'] ?? displayName, display: inner['display'] ?? displayName };
  return readComplex(attribute, element, path, profile);
}

/**
 * Reads a complex value from a string. The string is either just the `value`, as Entra sends it for a manager, or the
 * whole object as JSON.
 */
function fromText(attribute: Attribute, value: string, path: string): JsonObject {
  if (!subAttribute(attribute, 'value')) throw wrongType(path, 'an object', value);
  return parseObject(value) ?? { value };
}

function parseObject(text: string): JsonObject | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function readBoolean(value: unknown, path: string, profile: Profile): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (profile.coercesTypes && typeof value === 'string') {
    if (value === '') return undefined;
    const parsed = parseBoolean(value);
    if (parsed !== undefined) return parsed;
  }
  throw wrongType(path, 'true or false', value);
}

function readNumber({ type }: Attribute, value: unknown, path: string, profile: Profile): number | undefined {
  if (profile.coercesTypes && value === '') return undefined;
  const number = profile.coercesTypes && typeof value === 'string' ? Number(value) : value;
  const fits = type === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (!fits) throw wrongType(path, type === 'integer' ? 'a whole number' : 'a number', value);
  return number as number;
}

function readDateTime(attribute: Attribute, value: unknown, path: string): string {
  if (typeof value === 'string') requireShort(attribute, value, path);
  if (typeof value === 'string' && parseDateTime(value) !== undefined) return value;
  throw wrongType(path, 'a date and time such as 2026-01-31T08:00:00Z', value);
}

function readText(attribute: Attribute, value: unknown, path: string, profile: Profile): string | undefined {
  if (typeof value !== 'string') throw wrongType(path, 'a string', value);
  if (value === '') return readEmptyText(attribute, path, profile);
  const flaw = textFlaw(value);
  if (flaw) throw ScimError.badRequest('invalidValue', `${path} ${flaw}`);
  requireShort(attribute, value, path);
  return value;
}

function requireShort({ maxLength = TEXT_MAX }: Attribute, value: string, path: string): void {
  if (value.length <= maxLength) return;
  throw ScimError.badRequest('invalidValue', `${path} must have at most ${maxLength} characters; got ${value.length}`);
}

function readEmptyText({ minLength = 0 }: Attribute, path: string, { coercesTypes }: Profile): string | undefined {
  if (coercesTypes) return undefined;
  if (minLength === 0) return '';
  throw ScimError.badRequest(
    'invalidValue',
    `${path} must not be empty; to send no value, use null or leave the attribute out`,
  );
}

function readBinary(attribute: Attribute, value: unknown, path: string, profile: Profile): string | undefined {
  const text = readText(attribute, value, path, profile);
  const isBase64 = text === undefined || (text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text));
  if (isBase64 || profile.coercesTypes) return text;
  throw wrongType(path, 'base64 (RFC 4648 §4)', value);
}

/** Unwraps a single value, because older Entra jobs send it as a list of one element: `[{"value":"…"}]`. */
function unwrap({ type }: Attribute, value: unknown): unknown {
  if (!Array.isArray(value) || value.length > 1) return value;
  const [element] = value as readonly unknown[];
  return type !== 'complex' && isObject(element) && 'value' in element ? element['value'] : element;
}

/** The error for a sub-attribute that the schema does not have. */
export function unknownAttribute(path: string): ScimError {
  return ScimError.badRequest('invalidValue', `there is no attribute '${sent(path)}'; see /Schemas`);
}

function wrongType(path: string, expected: string, value: unknown): ScimError {
  return ScimError.badRequest('invalidValue', `${path} must be ${expected}; got ${sent(JSON.stringify(value))}`);
}
