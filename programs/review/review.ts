import { CHANGE_CLASSES, type ChangeClass, worst } from './meaning/consequence';
import type { PlanReview } from './plan-review';
import { checkPolicy, type RuleResult } from './policy/check-policy';
import type { Policy } from './policy/policy';

/** What plans do, and what the policy says about it. */
export interface Review {
  readonly plans: readonly PlanReview[];
  readonly results: readonly RuleResult[];
}

/** @param labels labels of the pull request. */
export function reviewOf(plans: readonly PlanReview[], policy: Policy, labels: readonly string[]): Review {
  return { plans, results: plans.flatMap((plan) => checkPolicy(plan, policy, labels)) };
}

/** Worst class of all plans. Undefined when none of them changes anything. */
export function worstClass({ plans }: Review): ChangeClass | undefined {
  return worst(plans.flatMap((plan) => plan.class ?? []));
}

/** Whether the plans hold nothing that the policy forbids. */
export function keepsPolicy({ results }: Review): boolean {
  return results.every(({ outcome }) => outcome !== 'broken');
}

/** Whether a plan changes nothing, and nothing was changed outside of Terraform. */
export function keepsQuiet({ findings, drift }: PlanReview): boolean {
  return findings.length + drift.length === 0;
}

/** Plans, the worst first; among equals, those by which most lose access; those that change nothing last. */
export function byWeight(plans: readonly PlanReview[]): PlanReview[] {
  return plans.toSorted((a, b) => rank(a) - rank(b) || b.losers.length - a.losers.length);
}

/** A plan without a class holds nothing but drift, or nothing at all. */
function rank(plan: PlanReview): number {
  if (plan.class !== undefined) return CHANGE_CLASSES.indexOf(plan.class);
  return CHANGE_CLASSES.length + (keepsQuiet(plan) ? 1 : 0);
}
