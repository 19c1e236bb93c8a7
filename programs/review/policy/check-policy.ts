import type { Demand, Policy } from '../../../fleet/model/policy';
import { POLICY_RULES, type RuleId } from '../../../fleet/model/policy-rule';
import type { PlanReview } from '../plan-review';

import { RULES } from './rules';

/** The result of one rule for one plan. */
export interface RuleResult {
  readonly rule: RuleId;

  /** Name of the plan. */
  readonly plan: string;

  /**
   * `broken` fails the review. `allowed` means that the rule is broken but a label of the pull request allows it.
   * `warning` is for information only.
   */
  readonly outcome: 'broken' | 'allowed' | 'warning';

  /** The objection that the rule raises, in a few words. */
  readonly title: string;

  /** Descriptions of the things in the plan to which the rule objects. */
  readonly found: readonly string[];

  /** Label that allows the plan to pass. */
  readonly label?: string;
}

/**
 * Checks a plan. Returns the rules that the plan breaks, the broken rules that a label allows, and warnings.
 *
 * @param labels labels of the pull request.
 */
export function checkPolicy(plan: PlanReview, policy: Policy, labels: readonly string[]): RuleResult[] {
  const results = RULES.flatMap(({ id, title, demand, found }): RuleResult[] => {
    const asked = policy.rules[id] ?? demand;
    if (asked === 'off') return [];
    const where = found(plan, policy);
    return where.length === 0 ? [] : [{ rule: id, plan: plan.name, title, found: where, ...outcomeOf(asked, labels) }];
  });
  return [...results, ...classLabel(plan, policy, labels)];
}

/** Checks for the label, if any, that the policy requires because of the worst class of a plan's changes. */
function classLabel({ name, class: worst }: PlanReview, policy: Policy, labels: readonly string[]): RuleResult[] {
  const label = worst === undefined ? undefined : policy.labels[worst];
  if (worst === undefined || label === undefined) return [];
  const asked = policy.rules['CL001'] ?? { label };
  if (asked === 'off') return [];
  const found = [`the worst class of its changes is ${worst}`];
  return [{ rule: 'CL001', plan: name, title: POLICY_RULES.CL001[0].title, found, ...outcomeOf(asked, labels) }];
}

function outcomeOf(demand: Exclude<Demand, 'off'>, labels: readonly string[]): Pick<RuleResult, 'label' | 'outcome'> {
  if (demand === 'deny') return { outcome: 'broken' };
  if (demand === 'warn') return { outcome: 'warning' };
  const { label } = demand;
  return { outcome: labels.includes(label) ? 'allowed' : 'broken', label };
}
