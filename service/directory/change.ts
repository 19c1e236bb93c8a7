import { isDeepStrictEqual } from 'node:util';

import type { Attributes, Resource } from '../scim/resource';
import { requireSmall } from '../scim/resource-size';

/** A resource after a change, and the names of the changed attributes. */
export interface Change {
  readonly resource: Resource;
  readonly attributes: readonly string[];
}

/** Builds the change that creates a resource. @throws {ScimError} 400 when the resource is too large. */
export function creationOf(resource: Resource): Change {
  const attributes = Object.keys(resource.attributes);
  requireSmall({}, resource.attributes, attributes);
  return { resource, attributes };
}

/**
 * Builds the change that gives a resource new attributes and the next version. @throws {ScimError} 400 when the result
 * is too large.
 */
export function changeTo(before: Resource, attributes: Attributes, now: Date): Change {
  const changed = changedAttributes(before.attributes, attributes);
  requireSmall(before.attributes, attributes, changed);
  // A delayed request must not set lastModified to an earlier time.
  const lastModified = now > before.lastModified ? now : before.lastModified;
  return {
    resource: { ...before, attributes, version: before.version + 1, lastModified },
    attributes: changed,
  };
}

/**
 * Names of the attributes that differ between two states of a resource. An extension counts as one attribute, named by
 * its URN.
 */
export function changedAttributes(before: Attributes, after: Attributes): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
