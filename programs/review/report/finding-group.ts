import type { Consequence } from '../consequences/consequence';
import { CONSEQUENCES, type Kind } from '../consequences/consequences';
import type { Finding } from '../meaning/finding';

import { grouped } from './grouped';

/** Findings of one kind, under what they have in common. */
export interface FindingGroup {
  readonly kind: Kind;
  readonly consequence: Consequence;
  readonly findings: readonly Finding[];
}

/** Findings by kind, in their order. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  return grouped(findings, ({ kind }) => kind).flatMap((same) => {
    const [first] = same;
    return first ? [{ kind: first.kind, consequence: CONSEQUENCES[first.kind], findings: same }] : [];
  });
}
