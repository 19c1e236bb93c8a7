import { inBrief } from '../../../command-line/counted';
import { grouped } from '../grouped';
import type { RuleResult } from '../policy/check-policy';

/** A requirement that must be met before plans may be applied. */
export interface Demand {
  /** Label that meets the demand. Undefined if no label meets it. */
  readonly label: string | undefined;

  /** The stacks that need the label. If no label meets the demand, the reasons for the demand. */
  readonly found: string;
}

/** Maximum number of stacks or reasons to name. */
const TOLD_MAX = 3;

/** The policy's open demands. Demands that no label can meet come first, followed by one demand per label. */
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
