import { type ChangeClass, worst } from './consequences/consequence';
import type { PlanReview } from './plan-review';
import type { RuleResult } from './policy/check-policy';

/** What some plans do, and what the policy says about it. */
export interface Review {
  readonly plans: readonly PlanReview[];
  readonly results: readonly RuleResult[];
}

/** Worst class of all plans. Undefined when none of them changes anything. */
export function worstClass({ plans }: Review): ChangeClass | undefined {
  return worst(plans.flatMap((plan) => plan.class ?? []));
}

/** Whether nothing that the policy forbids is in the plans. */
export function keepsPolicy({ results }: Review): boolean {
  return results.every(({ outcome }) => outcome !== 'broken');
}
