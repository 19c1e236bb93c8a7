import { isDeepStrictEqual } from 'node:util';

import { type Attribute, subAttribute } from './attribute';
import { renderPath } from './attribute-path';
import { describedElement } from './described-element';
import { ScimError } from './error';
import type { Filter } from './filter';
import { isObject, type JsonObject } from './json';
import { Looks } from './looks';
import { matcherOf } from './match-filter';
import { type Elements, mergeElements, withoutElements } from './merge-elements';
import type { PatchOperation } from './patch-operation';
import { isHollow, onePrimary } from './primary-element';
import type { Profile } from './profile';
import { readElement, readValue, requireFew } from './read-value';
import type { Attributes, Resource } from './resource';
import type { ResourceType } from './resource-type';

/**
 * Applies operations one after the other and returns the resulting attributes. The arguments are never changed, so if
 * one operation is refused, the resource stays as it was.
 *
 * @throws {ScimError} 400 with the path whose value cannot be written, or `tooMany` when the operations would read too
 * many values.
 */
export function applyPatch(
  type: ResourceType,
  resource: Pick<Resource, 'attributes' | 'id'>,
  operations: readonly PatchOperation[],
  profile: Profile,
): Attributes {
  const looks = new Looks();
  const patched = operations.reduce<Attributes>((attributes, operation) => {
    looks.add(attributes, operation);
    if (operation.path.attribute?.name !== 'id') return applyOperation(attributes, operation, profile);
    if (operation.value === resource.id) return attributes;
    throw ScimError.badRequest('mutability', `id cannot change; it is '${resource.id}'`);
  }, resource.attributes);

  const result = dropHollowElements(type, patched);
  requireAttributes(type, resource.attributes, result);
  return result;
}

function applyOperation(attributes: Attributes, operation: PatchOperation, profile: Profile): Attributes {
  const { extension, attribute } = operation.path;
  // Ignores attributes that are never returned, such as `password`, because the service does not store them.
  if (!attribute || attribute.returned === 'never') return attributes;
  if (!extension) return applyTo(attributes, attribute, operation, profile);

  const holder = attributes[extension.id];
  return withMember(attributes, extension.id, applyTo(isObject(holder) ? holder : {}, attribute, operation, profile));
}

/** Applies an operation to the object that contains the attribute: the resource, or one of its extensions. */
function applyTo(holder: JsonObject, attribute: Attribute, operation: PatchOperation, profile: Profile): JsonObject {
  const current = holder[attribute.name];
  const next =
    attribute.type === 'complex' && attribute.multiValued
      ? changeList(attribute, (current ?? []) as Elements, operation, profile)
      : changeValue(attribute, current, operation, profile);
  return withMember(holder, attribute.name, next);
}

/** Applies an operation to a single-valued attribute, or to a list of plain values. */
function changeValue(attribute: Attribute, current: unknown, operation: PatchOperation, profile: Profile): unknown {
  const { op, path, filter, value } = operation;
  if (filter && !(isObject(current) && matcherOf(filter)(current))) return current; // the value does not match the filter
  if (path.subAttribute) return changePart(isObject(current) ? current : {}, path.subAttribute, operation, profile);
  if (op === 'remove') return undefined;

  const read = readValue(attribute, value, renderPath(path), profile);
  if (read === undefined) return op === 'add' ? current : undefined;
  // A complex value replaces the sub-attributes that it contains and keeps the others (RFC 7644 §3.5.2.3).
  return isObject(read) && isObject(current) ? { ...current, ...read } : read;
}

/** Applies an operation to a sub-attribute, either of a complex value or of one element of a list. */
function changePart(
  element: JsonObject,
  part: Attribute,
  { op, path, value }: PatchOperation,
  profile: Profile,
): JsonObject {
  if (op === 'remove') return withMember(element, part.name, undefined);
  const read = readValue(part, value, renderPath(path), profile);
  return read === undefined && op === 'add' ? element : withMember(element, part.name, read);
}

/** Applies an operation to a multi-valued attribute. */
function changeList(attribute: Attribute, list: Elements, sent: PatchOperation, profile: Profile): Elements {
  // If a list may have only one element, an added element replaces the current one, and an empty list removes it. But
  // if a filter in the path chooses an element, the operation adds sub-attributes to that element.
  const isSet = attribute.maxItems === 1 && sent.op === 'add' && (!sent.filter || sent.path.subAttribute !== undefined);
  const operation = isSet ? { ...sent, op: 'replace' as const } : sent;
  const changed = operation.filter
    ? changeElements(attribute, list, { ...operation, filter: operation.filter }, profile)
    : operation.path.subAttribute
      ? changeEveryElement(attribute, list, operation.path.subAttribute, operation, profile)
      : changeWholeList(attribute, list, operation, profile);
  // Only a list that grows is checked, so that a client can still remove values one by one from a user who already has
  // too many.
  if (changed.length > list.length) requireFew(attribute, changed.length, renderPath(operation.path));
  return onePrimary(changed, list);
}

function changeWholeList(
  attribute: Attribute,
  list: Elements,
  { op, path, value }: PatchOperation,
  profile: Profile,
): Elements {
  if (op === 'remove' && value === undefined) return [];
  const named = (readValue(attribute, value, renderPath(path), profile) ?? []) as Elements;
  switch (op) {
    case 'remove': // Entra puts the elements to remove into the value
      return withoutElements(list, named);
    case 'replace':
      return mergeElements(attribute, [], named, profile);
    case 'add':
      return named.length === 0 ? list : mergeElements(attribute, list, named, profile);
  }
}

function changeEveryElement(
  attribute: Attribute,
  list: Elements,
  part: Attribute,
  operation: PatchOperation,
  profile: Profile,
): Elements {
  if (list.length === 0 && operation.op !== 'remove') return [changePart({}, part, operation, profile)];
  const changed = list.map((element) => changePart(element, part, operation, profile));
  return foldChanged(attribute, changed, list, operation, profile);
}

function changeElements(
  attribute: Attribute,
  list: Elements,
  operation: PatchOperation & { readonly filter: Filter },
  profile: Profile,
): Elements {
  const { op, path, filter } = operation;
  const chosen = new Set(list.filter(matcherOf(filter)));
  if (chosen.size === 0) return onMissingElement(attribute, list, operation, profile);
  if (op === 'remove' && !path.subAttribute) return list.filter((element) => !chosen.has(element));
  const changed = list.map((element) =>
    chosen.has(element) ? changeElement(attribute, element, operation, profile) : element,
  );
  return foldChanged(attribute, changed, list, operation, profile);
}

/**
 * Removes duplicates after an operation has written an element's type or value, because the element may now be the same
 * as another one in the list. The written element stays, because it is newer.
 */
function foldChanged(
  attribute: Attribute,
  changed: Elements,
  before: Elements,
  { path: { subAttribute: part } }: PatchOperation,
  profile: Profile,
): Elements {
  if (changed.length < 2 || (part && part.name !== 'type' && part.name !== 'value')) return changed;
  const known = new Set(before);
  const written = changed.filter((element) => !known.has(element));
  const others = changed.filter((element) => known.has(element));
  const folded = mergeElements(attribute, others, written, profile);
  return folded.length < changed.length ? folded : changed; // if nothing was merged, the list keeps its order
}

function changeElement(
  attribute: Attribute,
  element: JsonObject,
  operation: PatchOperation,
  profile: Profile,
): JsonObject {
  const { op, path, filter, value } = operation;
  if (path.subAttribute) return changePart(element, path.subAttribute, operation, profile);
  const read = readElement(attribute, value, renderPath(path), profile) as JsonObject | undefined;
  if (op === 'add') return { ...element, ...read };
  // Keeps the values in the filter, so that the element still matches the filter.
  return { ...(filter && describedElement(attribute, filter, path, profile)), ...read };
}

/**
 * Handles an operation on elements that do not exist. Entra writes to elements such as `emails[type eq "work"].value`
 * before they exist, and expects the write to create them.
 */
function onMissingElement(
  attribute: Attribute,
  list: Elements,
  operation: PatchOperation & { readonly filter: Filter },
  profile: Profile,
): Elements {
  const { op, path, filter } = operation;
  if (op === 'remove' && profile.createsMissingElements) return list;

  const element = profile.createsMissingElements ? describedElement(attribute, filter, path, profile) : undefined;
  if (!element) {
    throw ScimError.badRequest('noTarget', `no element of ${renderPath(path)} matches the filter in its brackets`);
  }
  const made = changeElement(attribute, element, { ...operation, op: 'add' }, profile);
  if (isDeepStrictEqual(made, element)) return list; // there was no value to write
  return attribute.maxItems === 1 ? [made] : mergeElements(attribute, list, [made], profile);
}

/** Removes elements whose `value` was removed or never sent. */
function dropHollowElements(type: ResourceType, attributes: Attributes): Attributes {
  return type.schema.attributes.reduce((result, attribute) => {
    const list = result[attribute.name];
    if (!Array.isArray(list) || !subAttribute(attribute, 'primary')) return result;
    const solid = (list as Elements).filter((element) => !isHollow(element));
    return solid.length === list.length ? result : withMember(result, attribute.name, solid);
  }, attributes);
}

/**
 * Returns the object with one member set. A value that means "unassigned" (undefined, an empty list or an empty object)
 * removes the member.
 */
function withMember(object: JsonObject, name: string, value: unknown): JsonObject {
  const unassigned =
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0);
  if (unassigned) {
    const { [name]: removed, ...rest } = object;
    return rest;
  }
  const changed: Record<string, unknown> = { ...object };
  changed[name] = value; // a computed key in the literal takes twice as long
  return changed;
}

/**
 * @throws {ScimError} 400 when a required attribute has no value: `mutability` when the value was removed (RFC 7644
 * §3.5.2.2), `invalidValue` when no value was sent or the value is blank.
 */
function requireAttributes(type: ResourceType, before: Attributes, after: Attributes): void {
  for (const { name, required } of type.schema.attributes) {
    if (!required) continue;
    const value = after[name];
    if (value === undefined && before[name] !== undefined) {
      throw ScimError.badRequest('mutability', `${name} is required and cannot be removed`);
    }
    if (value === undefined || (typeof value === 'string' && value.trim() === '')) {
      throw ScimError.badRequest('invalidValue', `${name} is required`);
    }
  }
}
