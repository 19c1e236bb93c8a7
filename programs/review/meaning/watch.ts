import { UNKNOWN } from '../masking/reveal';
import type { Change } from '../plan/change';
import type { Json } from '../plan/terraform-plan';

import type { Finding } from './finding';

/** An attribute whose change has a particular meaning. */
export interface Watch<Kind extends string = string> {
  readonly path: string;
  readonly kind: Kind;

  /**
   * Whether this meaning applies to a change of the attribute. The arguments are the values after the change and the
   * values before it. For a new resource, there are no values before the change.
   *
   * @default always.
   */
  readonly when?: When;

  /**
   * Whether to watch new resources too. With `or replaced`, a replaced resource counts as a new resource, and the old
   * values are ignored.
   *
   * @default only changes to existing resources are watched.
   */
  readonly created?: boolean | 'or replaced';
}

export type When = (after: readonly Json[], before: readonly Json[]) => boolean;

/**
 * The findings that result when the watches are applied to a change. There is at most one finding of each kind. If
 * several watches on one attribute apply, only the first watch counts.
 */
export function findingsOf<Kind extends string>(
  watches: readonly Watch<Kind>[],
  change: Change,
  what: string,
): Finding<Kind>[] {
  const seen = new Map<string, Kind>();
  for (const { path, kind, when = () => true, created = false } of watches) {
    const isNew = !change.before.exists || (created === 'or replaced' && change.action === 'replace');
    if (seen.has(path) || !change.after.exists || (isNew ? !created : !change.differs(path))) continue;
    if (when(change.after.values(path), isNew ? [] : change.before.values(path))) seen.set(path, kind);
  }
  if (seen.size === 0) return [];
  const attributes = change.attributes();
  return [...new Set(seen.values())].map((kind) => {
    const tells = [...seen].filter(([, seenAs]) => seenAs === kind).map(([path]) => path);
    const shown = attributes.filter(({ name }) => tells.includes(name));
    const unshown = change.before.exists ? tells.filter((path) => !shown.some(({ name }) => name === path)) : [];
    return { kind, address: change.address, what, attributes: shown, tells, unshown };
  });
}

/**
 * Applies if the attribute gets this value. Also applies if an existing resource gets a value that is not known yet,
 * because the unknown value may be this value.
 */
export const becomes =
  (value: Json): When =>
  (after, before) =>
    !before.includes(value) && (after.includes(value) || (before.length > 0 && after.includes(UNKNOWN)));

/** Applies if the number decreases. */
export const falls: When = ([after], [before]) => Number(after) < Number(before);

/** Applies if a value is added. */
export const grows: When = (after, before) => after.some((value) => !before.includes(value));
