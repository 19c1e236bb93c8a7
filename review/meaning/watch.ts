import type { Kind } from '../consequences/consequences';
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
}

/** What the watches see in a change. Of several watches over one attribute the first that applies counts. */
export function findingsOf(watches: readonly Watch[], change: Change): Finding[] {
  const seen = new Map<string, Finding>();
  for (const { path, kind, when, created = false } of watches) {
    if (seen.has(path) || !change.after.exists || !change.differs(path)) continue;
    if (!change.before.exists && !created) continue;
    if (!when(change.after.values(path), change.before.values(path))) continue;
    const attributes = change.attributes().filter(({ name }) => name === path);
    seen.set(path, { kind, address: change.address, what: describe(change), attributes, tells: [path] });
  }
  return [...seen.values()];
}

export const becomes = (value: Json) => (after: readonly Json[], before: readonly Json[]) =>
  after.includes(value) && !before.includes(value);

export const falls = ([after]: readonly Json[], [before]: readonly Json[]) => Number(after) < Number(before);

export const always = () => true;
