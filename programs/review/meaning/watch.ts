import type { Kind } from '../consequences/consequences';
import { UNKNOWN } from '../masking/reveal';
import type { Change } from '../plan/change';
import type { Json } from '../plan/terraform-plan';

import { describe } from './describe';
import type { Finding } from './finding';

/** An attribute whose change means more than that it changes. */
export interface Watch {
  readonly path: string;
  readonly kind: Kind;

  /** Whether the values after the change, and those before it, are of that kind. A new resource has none before. */
  readonly when: (after: readonly Json[], before: readonly Json[]) => boolean;

  /** Whether a new resource is looked at too. */
  readonly created?: boolean;

  /** Whether a replaced resource counts as a new one, whatever it was before. */
  readonly anew?: boolean;
}

/**
 * What the watches see in a change, one finding per kind. Of several watches over one attribute the first that applies
 * counts.
 */
export function findingsOf(watches: readonly Watch[], change: Change): Finding[] {
  const seen = new Map<string, Kind>();
  for (const { path, kind, when, created = false, anew = false } of watches) {
    const isNew = !change.before.exists || (anew && change.action === 'replace');
    if (seen.has(path) || !change.after.exists || (isNew ? !created : !change.differs(path))) continue;
    if (when(change.after.values(path), isNew ? [] : change.before.values(path))) seen.set(path, kind);
  }
  if (seen.size === 0) return [];
  const attributes = change.attributes();
  return [...new Set(seen.values())].map((kind) => {
    const tells = [...seen].filter(([, seenAs]) => seenAs === kind).map(([path]) => path);
    const shown = attributes.filter(({ name }) => tells.includes(name));
    const hidden = change.before.exists ? tells.filter((path) => !shown.some(({ name }) => name === path)) : [];
    const unshown = hidden.length === 0 ? {} : { unshown: hidden };
    return { kind, address: change.address, what: describe(change), attributes: shown, tells, ...unshown };
  });
}

/** Whether a value comes, or may come: of something that stands, what is not known yet may be anything. */
export const becomes = (value: Json) => (after: readonly Json[], before: readonly Json[]) =>
  !before.includes(value) && (after.includes(value) || (before.length > 0 && after.includes(UNKNOWN)));

export const falls = ([after]: readonly Json[], [before]: readonly Json[]) => Number(after) < Number(before);

export const always = () => true;
