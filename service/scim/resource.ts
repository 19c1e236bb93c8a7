import { entityTag } from './entity-tag';
import type { JsonObject } from './json';
import type { ResourceType } from './resource-type';

/**
 * The part of a resource that a client may write: attributes under their canonical names, and the attributes of each
 * extension in an object under the extension's URN. Unassigned attributes are absent.
 */
export type Attributes = JsonObject;

/** A resource as the service stores it. */
export interface Resource {
  readonly id: string;
  readonly attributes: Attributes;

  /** Version number, which starts at 1 and increases with every change. */
  readonly version: number;

  readonly created: Date;
  readonly lastModified: Date;
}

/** Renders a resource for clients (RFC 7643 §3). */
export function renderResource(
  type: ResourceType,
  resource: Resource,
  baseUrl: string,
  tag = entityTag(resource.version),
): JsonObject {
  const { id, attributes, created, lastModified } = resource;
  const extensions = type.extensions.map((schema) => schema.id).filter((urn) => urn in attributes);
  const meta = {
    resourceType: type.name,
    created: created.toISOString(),
    lastModified: lastModified.toISOString(),
    location: locationOf(type, id, baseUrl),
    version: tag,
  };
  // Uses Object.assign, because an object spread in the middle of a literal would make V8 give each object its own
  // hidden class.
  return Object.assign({ schemas: [type.schema.id, ...extensions], id }, attributes, { meta });
}

/** URL of a resource. */
export function locationOf(type: ResourceType, id: string, baseUrl: string): string {
  return `${baseUrl}${type.endpoint}/${id}`;
}
