import { inBrief } from '../counted';
import { grouped } from '../grouped';
import type { RuleResult } from '../policy/check-policy';

/** What has to be done before plans may be applied. */
export interface Demand {
  /** Undefined for what no label lets pass. */
  readonly label: string | undefined;

  /** Why, for what no label lets pass; otherwise which stacks need it. */
  readonly found: string;
}

/** Most stacks and reasons that are named. */
const TOLD_MAX = 3;

/** What the policy still asks for: what nothing lets pass first, then label by label. */
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
