import { inBrief } from '../counted';
import { grouped } from '../grouped';
import type { RuleResult } from '../policy/check-policy';

/** What must be done before plans may be applied. */
export interface Demand {
  /** Undefined for a demand that no label meets. */
  readonly label: string | undefined;

  /** The reasons, if no label helps; otherwise the stacks that need the label. */
  readonly found: string;
}

/** Maximum number of stacks and reasons to name. */
const TOLD_MAX = 3;

/** The policy's open demands: first those that no label meets, then label by label. */
export function demandsOf(results: readonly RuleResult[]): Demand[] {
  const broken = results.filter(({ outcome }) => outcome === 'broken');
  const byLabel = grouped(broken, ({ label = '' }) => label);
  return byLabel
    .map((same): Demand => {
      const [label] = same.map((result) => result.label);
      const found = same.map(({ plan, title }) => (label === undefined ? `${title} (${plan})` : plan));
      return { label, found: inBrief([...new Set(found)], TOLD_MAX) };
    })
    .toSorted((a, b) => Number(a.label !== undefined) - Number(b.label !== undefined));
}
