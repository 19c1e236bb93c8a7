import { type Attribute, subAttribute } from './attribute';
import { ScimError } from './error';
import type { Profile } from './profile';

/** A JSON object whose shape is not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The value of an attribute out of what a client sent, typed as the schema says. Undefined when it is unassigned, which
 * null and an empty list are too (RFC 7643 §2.5).
 *
 * @throws {ScimError} 400 `invalidValue` that names `path`, the value and the type that was expected.
 */
export function readValue(attribute: Attribute, value: unknown, path: string, profile: Profile): unknown {
  if (!attribute.multiValued) return readSingle(attribute, unwrap(attribute, value), path, profile);

  if (value === undefined || value === null) return undefined;
  const list = (Array.isArray(value) ? value : [value])
    .map((element) => readSingle(attribute, element, path, profile))
    .filter((element) => element !== undefined);
  return list.length === 0 ? undefined : list;
}

/** Reads one value, or one element of a multi-valued attribute. */
export function readSingle(attribute: Attribute, value: unknown, path: string, profile: Profile): unknown {
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
      return readDateTime(value, path);
    case 'binary':
    case 'reference':
    case 'string':
      return readText(attribute, value, path, profile);
  }
}

function readComplex(attribute: Attribute, value: unknown, path: string, profile: Profile): JsonObject | undefined {
  if (typeof value === 'string') return readComplex(attribute, fromText(attribute, value, path), path, profile);
  if (!isObject(value)) throw wrongType(path, 'an object', value);

  const entries = Object.entries(value).flatMap(([name, part]): [string, unknown][] => {
    const known = subAttribute(attribute, name);
    if (!known || known.mutability === 'readOnly') return [];
    const read = readValue(known, part, `${path}.${known.name}`, profile);
    return read === undefined ? [] : [[known.name, read]];
  });
  const object = Object.fromEntries(entries);
  return withEmbeddedJson(attribute, entries.length === 0 ? undefined : object, path, profile);
}

/**
 * Entra's complex role functions put the whole role as JSON into `value`: `{"id":"…","value":"admin"}`. Its `id` is
 * Entra's and means nothing here.
 */
function withEmbeddedJson(
  attribute: Attribute,
  object: JsonObject | undefined,
  path: string,
  profile: Profile,
): JsonObject | undefined {
  const text = object?.['value'];
  if (typeof text !== 'string' || !text.trimStart().startsWith('{')) return object;
  const inner = parseObject(text);
  if (!inner || !('value' in inner || 'displayName' in inner)) return object;
  const { displayName } = inner;
  const element = { ...object, value: inner['value'] ?? displayName, display: inner['display'] ?? displayName };
  return readComplex(attribute, element, path, profile);
}

/** A complex value in one text: the `value` alone, as Entra sends a manager, or the whole as JSON. */
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
  if (profile.coercesText && typeof value === 'string') {
    if (value === '') return undefined;
    const parsed = parseBoolean(value);
    if (parsed !== undefined) return parsed;
  }
  throw wrongType(path, 'true or false', value);
}

/** Entra spells booleans `True` and `False`, unless the tenant URL asks it not to. */
export function parseBoolean(text: string): boolean | undefined {
  switch (text.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      return undefined;
  }
}

function readNumber({ type }: Attribute, value: unknown, path: string, profile: Profile): number | undefined {
  if (profile.coercesText && value === '') return undefined;
  const number = profile.coercesText && typeof value === 'string' ? Number(value) : value;
  const fits = type === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (!fits) throw wrongType(path, type === 'integer' ? 'a whole number' : 'a number', value);
  return number as number;
}

function readDateTime(value: unknown, path: string): string {
  if (typeof value === 'string' && parseDateTime(value) !== undefined) return value;
  throw wrongType(path, 'a date and time such as 2026-01-31T08:00:00Z', value);
}

/** Milliseconds since 1970 of an xsd:dateTime (RFC 7643 §2.3.5). */
export function parseDateTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.test(text)) return undefined;
  const time = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function readText(attribute: Attribute, value: unknown, path: string, profile: Profile): string | undefined {
  if (typeof value !== 'string') throw wrongType(path, 'a text', value);
  if (profile.coercesText && value === '') return undefined;
  const flaw = textFlaw(value);
  if (flaw) throw ScimError.badRequest('invalidValue', `${path} ${flaw}`);
  if (attribute.maxLength !== undefined && value.length > attribute.maxLength) {
    const limit = `at most ${attribute.maxLength} characters`;
    throw ScimError.badRequest('invalidValue', `${path} must have ${limit}; got ${value.length}`);
  }
  return value;
}

/** What keeps a text from being stored: PostgreSQL keeps neither NUL nor half of a surrogate pair. */
export function textFlaw(value: string): string | undefined {
  if (value.includes('\0')) return 'must not hold the character NUL';
  return isWellFormed(value) ? undefined : 'must be well-formed Unicode; it holds half of a surrogate pair';
}

function isWellFormed(value: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value);
}

/** Older jobs of Entra wrap a single value into a list of one: `[{"value":"…"}]`. */
function unwrap({ type }: Attribute, value: unknown): unknown {
  if (!Array.isArray(value) || value.length > 1) return value;
  const [element] = value as readonly unknown[];
  return type !== 'complex' && isObject(element) && 'value' in element ? element['value'] : element;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(path: string, expected: string, value: unknown): ScimError {
  return ScimError.badRequest('invalidValue', `${path} must be ${expected}; got ${shorten(JSON.stringify(value))}`);
}

/** What a client sent, short enough for a log line. */
export function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
