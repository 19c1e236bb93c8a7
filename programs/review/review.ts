import { DEFAULT_POLICY, type Policy } from '../../fleet/model/policy';

import { CHANGE_CLASSES, type ChangeClass, worst } from './meaning/consequence';
import { readPlan } from './plan/read-plan';
import { planNames } from './plan-name';
import { type PlanReview, reviewPlan } from './plan-review';
import { checkPolicy, type RuleResult } from './policy/check-policy';
import { loadPolicy } from './policy/load-policy';

/** The reviews of one or more plans, and the results of checking these plans against the policy. */
export interface Review {
  readonly plans: readonly PlanReview[];
  readonly results: readonly RuleResult[];
}

/**
 * Reviews plans in Terraform's JSON format.
 *
 * @param policy YAML file with limits and rules. If undefined, the default policy applies.
 * @param labels labels of the pull request. A label allows the changes for which the policy requires this label.
 * @throws {UnusablePlan} for the first plan that cannot be read.
 * @throws {UnusablePolicy} if the policy cannot be read.
 */
export function reviewFiles(
  files: readonly string[],
  policy: string | undefined,
  labels: readonly string[] = [],
): Review {
  const rules = policy === undefined ? DEFAULT_POLICY : loadPolicy(policy);
  const names = planNames(files);
  const plans = files.map((file, index) => reviewPlan(names[index] ?? file, file, readPlan(file)));
  return reviewOf(plans, rules, labels);
}

/**
 * Checks plans against a policy.
 *
 * @param labels labels of the pull request. A label allows the changes for which the policy requires this label.
 */
export function reviewOf(plans: readonly PlanReview[], policy: Policy, labels: readonly string[]): Review {
  return { plans, results: plans.flatMap((plan) => checkPolicy(plan, policy, labels)) };
}

/** Classes of changes for `--fail-on`. `any` includes drift. */
export const FAIL_ON = ['destructive', 'risky', 'any'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Whether the plans contain changes of this class or of a worse class. */
export function isMet(review: Review, failOn: FailOn): boolean {
  const worst = worstClass(review);
  if (failOn === 'any') return worst !== undefined || review.plans.some(({ drift }) => drift.length > 0);
  return worst !== undefined && CHANGE_CLASSES.indexOf(worst) <= CHANGE_CLASSES.indexOf(failOn);
}

/** Worst class among all plans. Undefined if no plan changes anything. */
export function worstClass({ plans }: Review): ChangeClass | undefined {
  return worst(plans.flatMap((plan) => plan.class ?? []));
}

/** Whether all plans comply with the rules of the policy. */
export function keepsPolicy({ results }: Review): boolean {
  return results.every(({ outcome }) => outcome !== 'broken');
}

/** Whether a plan changes nothing and contains no drift. */
export function keepsQuiet({ findings, drift }: PlanReview): boolean {
  return findings.length + drift.length === 0;
}

/**
 * Sorts plans, with the worst plans first. Within a class, the plans that take access from the most people come first.
 * Unchanged plans come last.
 */
export function byWeight(plans: readonly PlanReview[]): PlanReview[] {
  return plans.toSorted((a, b) => rank(a) - rank(b) || b.losers.length - a.losers.length);
}

/** Sort key of a plan. A plan without a class contains only drift, or nothing at all. */
function rank(plan: PlanReview): number {
  if (plan.class !== undefined) return CHANGE_CLASSES.indexOf(plan.class);
  return CHANGE_CLASSES.length + (keepsQuiet(plan) ? 1 : 0);
}
