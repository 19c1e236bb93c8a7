import type { Consequence } from '../consequences/consequence';
import { CONSEQUENCES, type Kind } from '../consequences/consequences';
import type { Finding } from '../meaning/finding';

/** Findings of one kind, under what they have in common. */
export interface FindingGroup {
  readonly kind: Kind;
  readonly consequence: Consequence;
  readonly findings: readonly Finding[];
}

/** Findings by kind, in their order. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<Kind, Finding[]>();
  for (const finding of findings) {
    const same = groups.get(finding.kind);
    if (same) same.push(finding);
    else groups.set(finding.kind, [finding]);
  }
  return [...groups].map(([kind, same]) => ({ kind, consequence: CONSEQUENCES[kind], findings: same }));
}
