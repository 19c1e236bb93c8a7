import { ScimError } from './error';
import type { Resource } from './resource';

/** Weak, since two representations of one version may differ in what a client asked to see (RFC 7644 §3.14). */
export function entityTag(version: number): string {
  return `W/"${version}"`;
}

/** Says whether a resource is one that a client has in mind. */
export type Precondition = (resource: Resource) => boolean;

/**
 * Reads `If-Match` or `If-None-Match`: entity tags of any strength, or `*` for whatever there is.
 *
 * @returns whether one of the tags is that of a resource. Undefined when the header is not there.
 */
export function readEntityTags(header: string | undefined): Precondition | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  if (header.trim() === '*') return () => true;
  const versions = [...header.matchAll(/(?:W\/)?"([^"]*)"/g)].map(([, version]) => version);
  return ({ version }) => versions.includes(String(version));
}

/** @throws {ScimError} 412 when a resource is none of those that `If-Match` names. */
export function requireMatch(ifMatch: Precondition | undefined, resource: Resource): void {
  if (ifMatch === undefined || ifMatch(resource)) return;
  const detail = `the resource has changed; it is at version ${entityTag(resource.version)}: read it and try again`;
  throw new ScimError(412, detail);
}
