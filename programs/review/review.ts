import { DEFAULT_POLICY, type Policy } from '../../fleet/model/policy';

import { CHANGE_CLASSES, type ChangeClass, worst } from './meaning/consequence';
import { readPlan } from './plan/read-plan';
import { planNames } from './plan-name';
import { type PlanReview, reviewPlan } from './plan-review';
import { checkPolicy, type RuleResult } from './policy/check-policy';
import { loadPolicy } from './policy/load-policy';

/** What plans do, and the results of the policy. */
export interface Review {
  readonly plans: readonly PlanReview[];
  readonly results: readonly RuleResult[];
}

/**
 * Reviews the documents of plans.
 *
 * @param policy YAML file of limits and rules. Undefined for the defaults.
 * @param labels allow what the policy requires them for.
 * @throws {UnusablePlan} for the first document that cannot be read; {UnusablePolicy} for such a policy.
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

/** @param labels labels of the pull request, which allow what the policy requires them for. */
export function reviewOf(plans: readonly PlanReview[], policy: Policy, labels: readonly string[]): Review {
  return { plans, results: plans.flatMap((plan) => checkPolicy(plan, policy, labels)) };
}

/** Classes of changes that can be made to fail a review. `any` includes drift. */
export const FAIL_ON = ['destructive', 'risky', 'any'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Whether the plans contain changes of this class or a worse one. */
export function isMet(review: Review, failOn: FailOn): boolean {
  const worst = worstClass(review);
  if (failOn === 'any') return worst !== undefined || review.plans.some(({ drift }) => drift.length > 0);
  return worst !== undefined && CHANGE_CLASSES.indexOf(worst) <= CHANGE_CLASSES.indexOf(failOn);
}

/** Worst class of all plans. Undefined when none of them changes anything. */
export function worstClass({ plans }: Review): ChangeClass | undefined {
  return worst(plans.flatMap((plan) => plan.class ?? []));
}

/** Whether the plans contain nothing that the policy forbids. */
export function keepsPolicy({ results }: Review): boolean {
  return results.every(({ outcome }) => outcome !== 'broken');
}

/** Whether a plan changes nothing, and nothing was changed outside Terraform. */
export function keepsQuiet({ findings, drift }: PlanReview): boolean {
  return findings.length + drift.length === 0;
}

/** Plans, worst first; within a class, those that take access from the most people first; unchanged ones last. */
export function byWeight(plans: readonly PlanReview[]): PlanReview[] {
  return plans.toSorted((a, b) => rank(a) - rank(b) || b.losers.length - a.losers.length);
}

/** A plan without a class contains only drift, or nothing at all. */
function rank(plan: PlanReview): number {
  if (plan.class !== undefined) return CHANGE_CLASSES.indexOf(plan.class);
  return CHANGE_CLASSES.length + (keepsQuiet(plan) ? 1 : 0);
}
