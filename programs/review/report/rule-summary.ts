import type { RuleResult } from '../policy/check-policy';

/** The results of one rule for all plans. */
export interface RuleSummary extends Omit<RuleResult, 'found' | 'plan'> {
  readonly plans: readonly string[];
  readonly found: readonly string[];
}

const ORDER: readonly RuleResult['outcome'][] = ['broken', 'allowed', 'warning'];

/** Groups results by rule, with the broken rules first. */
export function summarizeRules(results: readonly RuleResult[]): RuleSummary[] {
  const summaries = new Map<string, { first: RuleResult; plans: Set<string>; found: string[] }>();
  for (const result of results) {
    const key = `${result.rule} ${result.title} ${result.outcome}`;
    const summary = summaries.get(key) ?? { first: result, plans: new Set<string>(), found: [] };
    summary.plans.add(result.plan);
    summary.found.push(...result.found);
    summaries.set(key, summary);
  }
  return [...summaries.values()]
    .map(({ first, plans, found }) => ({ ...first, plans: [...plans], found: [...new Set(found)] }))
    .toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
}

/** States which label lets a plan pass despite the rule, or that no label does. Empty for a warning. */
export function remedyOf({ outcome, label }: Pick<RuleResult, 'label' | 'outcome'>): string {
  if (outcome === 'warning') return '';
  if (outcome === 'allowed') return `allowed by the label ${label ?? ''}`;
  return label === undefined ? 'nothing lets this pass' : `the label ${label} lets it pass`;
}
