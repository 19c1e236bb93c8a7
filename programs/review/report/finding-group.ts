import { grouped } from '../grouped';
import type { Consequence } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import { CONSEQUENCES, type Kind } from '../resources/resources';

/** Findings of one kind, with the consequence that they share. */
export interface FindingGroup {
  readonly kind: Kind;
  readonly consequence: Consequence;
  readonly findings: readonly Finding<Kind>[];
}

/** Groups findings by kind. The original order is kept. */
export function groupFindings(findings: readonly Finding<Kind>[]): FindingGroup[] {
  return grouped(findings, ({ kind }) => kind).flatMap((same) => {
    const [first] = same;
    return first ? [{ kind: first.kind, consequence: CONSEQUENCES[first.kind], findings: same }] : [];
  });
}
