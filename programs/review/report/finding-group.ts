import { grouped } from '../grouped';
import type { Consequence } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import { CONSEQUENCES, type Kind } from '../resources/resources';

/** Findings of one kind, with what they have in common. */
export interface FindingGroup {
  readonly kind: Kind;
  readonly consequence: Consequence;
  readonly findings: readonly Finding<Kind>[];
}

/** Findings grouped by kind, in their original order. */
export function groupFindings(findings: readonly Finding<Kind>[]): FindingGroup[] {
  return grouped(findings, ({ kind }) => kind).flatMap((same) => {
    const [first] = same;
    return first ? [{ kind: first.kind, consequence: CONSEQUENCES[first.kind], findings: same }] : [];
  });
}
