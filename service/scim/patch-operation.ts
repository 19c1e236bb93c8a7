import { subAttribute } from './attribute';
import { type AttributePath, renderPath } from './attribute-path';
import { ScimError } from './error';
import type { Filter } from './filter';
import { isObject, type JsonObject } from './json';
import { memberOf } from './message';
import { parseElementFilter } from './parse-filter';
import type { Profile } from './profile';
import { unknownAttribute } from './read-value';
import { PATCH_OP, requireSchemas } from './required-schemas';
import type { ResourceType } from './resource-type';
import { sent } from './sent-value';

/** One operation of a PATCH request (RFC 7644 §3.5.2), with its path resolved. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: AttributePath;

  /** The filter in brackets, which chooses elements of a multi-valued attribute. */
  readonly filter: Filter | undefined;

  /** The value as the client sent it, except that a single value to be added to a list is wrapped in a list. */
  readonly value: unknown;
}

const OPS: readonly string[] = ['add', 'remove', 'replace'] satisfies PatchOperation['op'][];

/**
 * Maximum number of operations in one PATCH. The limit is needed because each operation may read every value of its
 * attribute.
 */
const OPERATIONS_MAX = 1000;

/** Maximum number of attributes that one request may write, including those inside a value without a path. */
const WRITES_MAX = 1000;

/**
 * Reads the operations of a PATCH body. Entra uses two forms: either each operation has a path and changes one
 * attribute, or an operation has no path and a value that contains several attributes. The keys in that value are paths
 * (`name.givenName`, `urn:…:User:department`).
 *
 * @throws {ScimError} 400 that names the malformed operation or path.
 */
export function readPatch(type: ResourceType, body: unknown, profile: Profile): PatchOperation[] {
  if (isObject(body)) requireSchemas(body, profile, PATCH_OP);
  const operations = isObject(body) ? memberOf(body, 'operations') : undefined;
  if (!Array.isArray(operations)) {
    throw ScimError.badRequest('invalidSyntax', 'the body of a PATCH must be an object with a list of Operations');
  }
  if (operations.length === 0 && !profile.takesEmptyPatch) {
    throw ScimError.badRequest('invalidSyntax', 'Operations must contain at least one operation');
  }
  if (operations.length > OPERATIONS_MAX) {
    throw new ScimError(413, `a PATCH may have up to ${OPERATIONS_MAX} operations; got ${operations.length}`);
  }
  return requireFew(operations.flatMap((operation) => readOperation(type, operation, profile)));
}

/**
 * Limits the number of writes. A single operation without a path could write the same attribute many times, because an
 * attribute name can be spelled in many ways.
 */
function requireFew(operations: PatchOperation[]): PatchOperation[] {
  if (operations.length <= WRITES_MAX) return operations;
  throw ScimError.badRequest(
    'tooMany',
    `a request may write up to ${WRITES_MAX} attributes, including repetitions; this one writes ${operations.length}`,
  );
}

function readOperation(type: ResourceType, operation: unknown, profile: Profile): PatchOperation[] {
  if (!isObject(operation)) throw ScimError.badRequest('invalidSyntax', 'an operation must be an object');

  const op = readOp(memberOf(operation, 'op'));
  const path = memberOf(operation, 'path') ?? '';
  const value = memberOf(operation, 'value');
  if (typeof path !== 'string') {
    throw ScimError.badRequest('invalidPath', `path must be a string; got ${sent(JSON.stringify(path))}`);
  }
  const name = path.trim();
  if (value === undefined && op !== 'remove') throw ScimError.badRequest('invalidValue', `${op} ${name} needs a value`);
  if (name !== '') return operationsOn(type, op, name, value, profile);

  if (op === 'remove') throw ScimError.badRequest('noTarget', 'remove needs a path that names the attribute to remove');
  if (!isObject(value)) {
    throw ScimError.badRequest('invalidValue', `${op} without a path needs an object of attributes as its value`);
  }
  return profile.passesOverUnknown
    ? operationsOfObject(type, op, value, profile)
    : Object.entries(value).flatMap(([key, part]) => operationsOn(type, op, key, part, profile));
}

/**
 * Converts an object of attributes into operations. The object is the body of a POST or PUT, or the value of an
 * operation without a path. Its keys are paths. Read-only attributes are ignored (RFC 7644 §3.5.1), and so are unknown
 * attributes if the profile permits it.
 *
 * @throws {ScimError} 400 that names the unknown attribute, or `tooMany` when one request writes too many attributes.
 */
export function operationsOfObject(
  type: ResourceType,
  op: PatchOperation['op'],
  object: JsonObject,
  profile: Profile,
): PatchOperation[] {
  const operations = Object.entries(object).flatMap(([key, value]) => {
    const found = findPath(type, op, key, profile);
    if (!found) return passOver(type, key, profile);
    const { path, filter } = found;
    const onEach = onParts(type, { op, path, filter, value }, profile);
    return onEach.filter((operation) => !isReadOnly(operation.path) || isId(operation.path));
  });
  return requireFew(operations);
}

/** Ignores an unknown attribute if the profile permits this, and refuses it otherwise. */
function passOver(type: ResourceType, path: string, profile: Profile): [] {
  const ignored = ignoredName(type, path);
  if (ignored === undefined && !profile.passesOverUnknown) throw unknownAttribute(path);
  profile.onPassedOver?.(ignored ?? path);
  return [];
}

/**
 * The operations for a path in a request. The path must be writable, and must be known unless the profile ignores
 * unknown attributes.
 */
function operationsOn(
  type: ResourceType,
  op: PatchOperation['op'],
  name: string,
  value: unknown,
  profile: Profile,
): PatchOperation[] {
  const found = findPath(type, op, name, profile);
  if (!found) {
    if (ignoredName(type, name) !== undefined || (profile.passesOverUnknown && isPath(name))) {
      return passOver(type, name, profile);
    }
    const detail = `there is no attribute '${sent(name)}'; remove the mapping, or map to an attribute of /Schemas`;
    throw ScimError.badRequest('invalidPath', detail);
  }
  // A value that is added to a list need not be a list itself (RFC 7644 §3.5.2.1). A value that replaces a list must be
  // a list.
  const isOne = op === 'add' && isWholeList(found) && !Array.isArray(value) && value !== null;
  const operations = onParts(type, { op, ...found, value: isOne ? [value] : value }, profile);
  const readOnly = operations.find(({ path }) => isReadOnly(path) && !isId(path));
  if (readOnly) throw ScimError.badRequest('mutability', `${renderPath(readOnly.path)} is read-only`);
  return operations;
}

function isWholeList({ path: { attribute, subAttribute: part }, filter }: Pick<PatchOperation, 'filter' | 'path'>) {
  return attribute?.multiValued === true && !part && !filter;
}

function isReadOnly({ attribute, subAttribute: part }: AttributePath): boolean {
  return attribute?.mutability === 'readOnly' || part?.mutability === 'readOnly';
}

/**
 * Whether a path leads to the id. A request may contain the id, which is later compared with the resource's actual id.
 */
function isId({ attribute, extension }: AttributePath): boolean {
  return attribute?.name === 'id' && !extension;
}

/**
 * The attribute in `ignored` with which a path begins. Clients send such attributes although the type lacks them.
 * Undefined if the path begins with none of them.
 */
function ignoredName({ ignored, schema }: ResourceType, path: string): string | undefined {
  if (ignored.length === 0) return undefined;
  const [folded, urn] = [path.trim().toLowerCase(), schema.id.toLowerCase()];
  // Removes the URN first, because the URN itself contains dots, and is followed by a dot or a colon.
  const [name = ''] = (folded.startsWith(urn) ? folded.slice(urn.length + 1) : folded).split(/[[.]/, 1);
  return ignored.find((one) => one === name);
}

/** Whether a string has the form of a path (RFC 7644 §3.5.2). The attribute in it may be unknown. */
function isPath(text: string): boolean {
  return /^[^\s[\]()"]+(?:\s*\[.*\](?:\.[\w$.-]+)?)?$/s.test(text);
}

function readOp(op: unknown): PatchOperation['op'] {
  const name = typeof op === 'string' ? op.toLowerCase() : ''; // Entra writes Add, Replace and Remove
  if (!OPS.includes(name)) {
    throw ScimError.badRequest(
      'invalidSyntax',
      `op must be add, remove or replace; got ${sent(JSON.stringify(op ?? null))}`,
    );
  }
  return name as PatchOperation['op'];
}

/** Splits an operation on an extension or a complex value into one operation for each part in the value. */
function onParts(type: ResourceType, operation: PatchOperation, profile: Profile): PatchOperation[] {
  if (operation.path.attribute) return onComplexValue(type, operation, profile);
  return onWholeExtension(type, operation, profile).flatMap((part) => onComplexValue(type, part, profile));
}

function onWholeExtension(type: ResourceType, operation: PatchOperation, profile: Profile): PatchOperation[] {
  const { op, path, value } = operation;
  if (!path.extension) return [operation];
  const { id, attributes } = path.extension;
  if (op === 'remove') return attributes.map((attribute) => ({ ...operation, path: { ...path, attribute } }));
  if (value === null) return [];
  if (!isObject(value)) throw ScimError.badRequest('invalidValue', `${id} must be an object`);
  return Object.entries(value).flatMap(([name, part]) => {
    const found = findPath(type, op, `${id}:${name}`, profile);
    return found ? [{ op, ...found, value: part }] : passOver(type, `${id}:${name}`, profile);
  });
}

/**
 * Splits an operation on a complex value into operations on its sub-attributes. Sub-attributes that the value does not
 * contain stay as they are. Sub-attributes that it contains without a value are removed (RFC 7644 §3.5.2.3).
 */
function onComplexValue(type: ResourceType, operation: PatchOperation, profile: Profile): PatchOperation[] {
  const { op, path, value } = operation;
  const { attribute } = path;
  const isWhole = attribute?.type === 'complex' && !attribute.multiValued && !path.subAttribute;
  if (!isWhole || op === 'remove' || isReadOnly(path) || !isObject(value)) return [operation];
  return Object.entries(value).flatMap(([name, part]) => {
    const partPath = { ...path, subAttribute: subAttribute(attribute, name) };
    if (!partPath.subAttribute) return passOver(type, `${renderPath(path)}.${name}`, profile);
    return isReadOnly(partPath) ? [] : [{ ...operation, path: partPath, value: part }];
  });
}

/**
 * Reads a path such as `attr`, `attr.sub`, `attr[filter]` or `attr[filter].sub`, each with or without a URN in front.
 * Undefined for an unknown attribute or sub-attribute.
 */
function findPath(
  type: ResourceType,
  op: PatchOperation['op'],
  text: string,
  profile: Profile,
): Pick<PatchOperation, 'filter' | 'path'> | undefined {
  const whole = type.paths.get(text.trim().toLowerCase());
  if (whole) return { path: whole, filter: undefined };

  const [, name = '', filter = '', part] = /^([^[]+)\[(.*)\](?:\.([\w$]+))?$/s.exec(text) ?? [];
  const path = type.paths.get(name.trim().toLowerCase());
  if (!path) return undefined;

  if (!hasElements(path) && !(op === 'remove' && profile.coercesTypes && isComplex(path))) {
    throw ScimError.badRequest('invalidPath', `'${renderPath(path)}' has no elements to choose from in brackets`);
  }
  const chosen = part === undefined ? undefined : path.attribute && subAttribute(path.attribute, part);
  const parsed = parseElementFilter(filter, path, profile);
  if (!parsed || (part !== undefined && !chosen)) return undefined;
  return { path: { ...path, subAttribute: chosen }, filter: parsed };
}

function isComplex({ attribute, subAttribute: part }: AttributePath): boolean {
  return attribute?.type === 'complex' && !part;
}

function hasElements(path: AttributePath): boolean {
  return isComplex(path) && path.attribute?.multiValued === true;
}
