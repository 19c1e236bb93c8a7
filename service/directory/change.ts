import { isDeepStrictEqual } from 'node:util';

import type { Attributes, Resource } from '../scim/resource';

/** A resource after a change, and the names of the attributes that the change touched. */
export interface Change {
  readonly resource: Resource;
  readonly attributes: readonly string[];
}

/** The change that gives a resource these attributes, as its next version. */
export function changeTo(before: Resource, attributes: Attributes, now: Date): Change {
  const lastModified = now > before.lastModified ? now : before.lastModified; // who waited does not turn it back
  return {
    resource: { ...before, attributes, version: before.version + 1, lastModified },
    attributes: changedAttributes(before.attributes, attributes),
  };
}

/** Names of the attributes in which two states of a resource differ: a URN stands for its whole extension. */
export function changedAttributes(before: Attributes, after: Attributes): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
