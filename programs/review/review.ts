import { CHANGE_CLASSES, type ChangeClass, worst } from './consequences/consequence';
import { readPlan } from './plan/read-plan';
import { planNames } from './plan-name';
import { type PlanReview, reviewPlan } from './plan-review';
import { checkPolicy, type RuleResult } from './policy/check-policy';
import { loadPolicy } from './policy/load-policy';
import { DEFAULT_POLICY } from './policy/policy';

/** What some plans do, and what the policy says about it. */
export interface Review {
  readonly plans: readonly PlanReview[];
  readonly results: readonly RuleResult[];
}

/**
 * Reviews the documents of plans.
 *
 * @param policy YAML file of limits and rules. Undefined for the defaults.
 * @param labels let pass what the policy asks them for.
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
  return { plans, results: plans.flatMap((plan) => checkPolicy(plan, rules, labels)) };
}

/** Classes of changes that one may not want at all. `any` is drift too. */
export const FAIL_ON = ['destructive', 'risky', 'any'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Whether the plans hold changes of a class, or of a worse one. */
export function isMet(review: Review, failOn: FailOn): boolean {
  const worst = worstClass(review);
  if (failOn === 'any') return worst !== undefined || review.plans.some(({ drift }) => drift.length > 0);
  return worst !== undefined && CHANGE_CLASSES.indexOf(worst) <= CHANGE_CLASSES.indexOf(failOn);
}

/** Worst class of all plans. Undefined when none of them changes anything. */
export function worstClass({ plans }: Review): ChangeClass | undefined {
  return worst(plans.flatMap((plan) => plan.class ?? []));
}

/** Whether nothing that the policy forbids is in the plans. */
export function keepsPolicy({ results }: Review): boolean {
  return results.every(({ outcome }) => outcome !== 'broken');
}

/** Whether nothing changes by a plan, and nothing was changed before it. */
export function keepsQuiet({ findings, drift }: PlanReview): boolean {
  return findings.length + drift.length === 0;
}

/** Plans, the worst first, of those the ones that cost most people their access; those that change nothing last. */
export function byWeight(plans: readonly PlanReview[]): PlanReview[] {
  return plans.toSorted((a, b) => rank(a) - rank(b) || b.losers.length - a.losers.length);
}

/** What has no class is drift alone, or nothing. */
function rank(plan: PlanReview): number {
  if (plan.class !== undefined) return CHANGE_CLASSES.indexOf(plan.class);
  return CHANGE_CLASSES.length + (keepsQuiet(plan) ? 1 : 0);
}
