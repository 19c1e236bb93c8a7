import type { Attribute } from './attribute';
import { renderPath } from './attribute-path';
import { ScimError } from './error';
import type { Profile } from './profile';
import { isObject, type JsonObject, readValue } from './read-value';
import type { Attributes } from './resource';
import type { ResourceType } from './resource-type';
import type { Schema } from './schema';

/**
 * The attributes in the body of a POST or PUT.
 *
 * Reads tolerantly: names in any case; read-only and unknown attributes are passed over (RFC 7644 §3.3), as is what
 * `schemas` says, because Entra lists schemas it sends nothing of and leaves out those it does.
 *
 * @throws {ScimError} 400 when the body is no object, a value has the wrong type or a required attribute is missing.
 */
export function readResource(type: ResourceType, body: unknown, profile: Profile): Attributes {
  if (!isObject(body)) throw ScimError.badRequest('invalidSyntax', 'the body must be a JSON object');

  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const path = type.paths.get(name.toLowerCase());
    if (!path) continue;
    const { extension, attribute } = path;
    if (!attribute) {
      const members = extension && readExtension(extension, value, profile);
      if (extension && members) attributes[extension.id] = { ...(attributes[extension.id] as object), ...members };
    } else if (!extension && !path.subAttribute) {
      assign(attributes, attribute, value, renderPath(path), profile);
    }
  }
  requireAttributes(type, attributes);
  return attributes;
}

function readExtension(extension: Schema, value: unknown, profile: Profile): JsonObject | undefined {
  if (value === null) return undefined;
  if (!isObject(value)) throw ScimError.badRequest('invalidValue', `${extension.id} must be an object`);
  const members: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const attribute = extension.attributes.find((known) => known.name.toLowerCase() === name.toLowerCase());
    if (attribute) assign(members, attribute, member, `${extension.id}:${attribute.name}`, profile);
  }
  return Object.keys(members).length === 0 ? undefined : members;
}

function assign(
  target: Record<string, unknown>,
  attribute: Attribute,
  value: unknown,
  path: string,
  profile: Profile,
): void {
  if (attribute.mutability === 'readOnly' || attribute.returned === 'never') return;
  const read = readValue(attribute, value, path, profile);
  if (read !== undefined) target[attribute.name] = read;
}

/** @throws {ScimError} 400 `invalidValue` when a required attribute has no value. */
export function requireAttributes(type: ResourceType, attributes: Attributes): void {
  for (const { name, required } of type.schema.attributes) {
    if (required && attributes[name] === undefined) throw ScimError.badRequest('invalidValue', `${name} is required`);
  }
}
