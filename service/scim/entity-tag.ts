import { ScimError } from './error';

/**
 * Weak, since two representations of one version may differ in what a client asked to see (RFC 7644 §3.14), and in what
 * the members of a group are called.
 *
 * @param beside distinguishes content that is shown but not covered by the version.
 */
export function entityTag(version: number, beside?: string): string {
  return `W/"${version}${beside === undefined ? '' : `-${beside}`}"`;
}

/** The part of a resource that conditions look at. */
interface Versioned {
  readonly version: number;
}

/** Says whether a resource is in a state that the client expects. */
export type Precondition = (resource: Versioned) => boolean;

/**
 * Reads `If-Match`, or `If-None-Match` of a change: entity tags of any strength, or `*` for whatever there is.
 *
 * @returns a test for whether one of the tags has a resource's version. What is shown besides is not compared, since
 *   the client does not change that. Undefined when the header is not there.
 */
export function readEntityTags(header: string | undefined): Precondition | undefined {
  const tags = opaqueTags(header);
  if (tags === undefined) return undefined;
  if (tags === '*') return () => true;
  const versions = tags.map((tag) => tag.split('-', 1)[0]);
  return ({ version }) => versions.includes(String(version));
}

/** Whether `If-None-Match` of a read names an entity tag, of any strength, or `*` for whatever there is. */
export function namesTag(header: string | undefined, tag: string): boolean {
  const tags = opaqueTags(header);
  if (tags === undefined || tags === '*') return tags === '*';
  return tags.some((opaque) => tag.endsWith(`"${opaque}"`));
}

function opaqueTags(header: string | undefined): readonly string[] | '*' | undefined {
  const text = header?.trim() ?? '';
  if (text === '' || text === '*') return text || undefined;
  return [...text.matchAll(/"([^"]*)"/g)].map(([, opaque = '']) => opaque);
}

/** Which states of a resource a client is willing to change, if it says so. */
export interface Conditions {
  /** The state must be one of these: nothing has changed since the client read it. */
  readonly ifMatch?: Precondition | undefined;

  /** The state must be none of these. With `*`, the resource must not exist. */
  readonly ifNoneMatch?: Precondition | undefined;
}

/** @throws {ScimError} 412 when a resource is not in a state that the client expects (RFC 9110 §13.1). */
export function requireMatch({ ifMatch, ifNoneMatch }: Conditions, resource: Versioned): void {
  if (ifMatch && !ifMatch(resource)) {
    const detail = `the resource has changed; it is at version ${entityTag(resource.version)}: read it and try again`;
    throw new ScimError(412, detail);
  }
  if (ifNoneMatch?.(resource)) {
    const detail = `the resource is at version ${entityTag(resource.version)}, and If-None-Match asks that it is not`;
    throw new ScimError(412, detail);
  }
}
