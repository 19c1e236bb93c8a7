import { isDeepStrictEqual } from 'node:util';

import type { Attributes, Resource } from '../scim/resource';
import { requireSmall } from '../scim/resource-size';

/** A resource after a change, and the names of the attributes that the change touched. */
export interface Change {
  readonly resource: Resource;
  readonly attributes: readonly string[];
}

/** The change that creates a resource. @throws {ScimError} 400 when it is too large. */
export function creationOf(resource: Resource): Change {
  const attributes = Object.keys(resource.attributes);
  requireSmall({}, resource.attributes, attributes);
  return { resource, attributes };
}

/** The change that gives a resource these attributes, as its next version. @throws {ScimError} 400 when it is too large. */
export function changeTo(before: Resource, attributes: Attributes, now: Date): Change {
  const changed = changedAttributes(before.attributes, attributes);
  requireSmall(before.attributes, attributes, changed);
  const lastModified = now > before.lastModified ? now : before.lastModified; // a late request does not set it back
  return {
    resource: { ...before, attributes, version: before.version + 1, lastModified },
    attributes: changed,
  };
}

/** Names of the attributes in which two states of a resource differ. A URN means its whole extension. */
export function changedAttributes(before: Attributes, after: Attributes): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
