import { ScimError } from './error';

/**
 * Creates an entity tag. The tag is weak, because two representations of the same version may differ: they may show
 * different attributes, as requested (RFC 7644 §3.14), or different names for a group's members.
 *
 * @param beside identifies content in the answer that the version number does not cover.
 */
export function entityTag(version: number, beside?: string): string {
  return `W/"${version}${beside === undefined ? '' : `-${beside}`}"`;
}

/** The part of a resource that a client's conditions refer to. */
interface Versioned {
  readonly version: number;
}

/** Whether a resource is in a state that the client expects. */
export type Precondition = (resource: Versioned) => boolean;

/**
 * Reads the `If-Match` or `If-None-Match` header of a change. The header contains weak or strong entity tags, or `*`
 * for any state.
 *
 * @returns a function that checks whether one of the tags matches a resource's version. Content that the version does
 * not cover is ignored, because a change does not affect it. Undefined if the header is missing.
 */
export function readEntityTags(header: string | undefined): Precondition | undefined {
  const tags = opaqueTags(header);
  if (tags === undefined) return undefined;
  if (tags === '*') return () => true;
  const versions = tags.map((tag) => tag.split('-', 1)[0]);
  return ({ version }) => versions.includes(String(version));
}

/**
 * Whether the `If-None-Match` header of a read request is `*` or contains this entity tag. Weak and strong tags count
 * as the same.
 */
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

/** A client's conditions for a change: states that the resource must be in, and states that it must not be in. */
export interface Conditions {
  /** The resource must be in one of these states, which means that it has not changed since the client read it. */
  readonly ifMatch?: Precondition | undefined;

  /** The resource must not be in any of these states. With `*`, the resource must not exist. */
  readonly ifNoneMatch?: Precondition | undefined;
}

/** @throws {ScimError} 412 when a resource is not in a state that the client expects (RFC 9110 §13.1). */
export function requireMatch({ ifMatch, ifNoneMatch }: Conditions, resource: Versioned): void {
  if (ifMatch && !ifMatch(resource)) {
    const detail = `the resource has changed; it is at version ${entityTag(resource.version)}: read it and try again`;
    throw new ScimError(412, detail);
  }
  if (ifNoneMatch?.(resource)) {
    const detail = `the resource is at version ${entityTag(resource.version)}, and If-None-Match excludes this version`;
    throw new ScimError(412, detail);
  }
}
