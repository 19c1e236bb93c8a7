/**
 * `entra-scim/review`: explains how Terraform plans change people's access. The output contains no value that Terraform
 * marks as sensitive.
 *
 * @example
 * const plan = reviewPlan('tenant-contoso', 'plan.json', readPlan('plan.json')); // the output of `terraform show -json`
 * const review = { plans: [plan], results: checkPolicy(plan, DEFAULT_POLICY, []) };
 * if (!keepsPolicy(review)) process.exitCode = 3;
 * process.stdout.write(renderText(review));
 *
 * @packageDocumentation
 */
export { planNames } from './plan-name';
export { type PlanReview, reviewPlan } from './plan-review';
export { parsePlan, readPlan, UnusablePlan } from './plan/read-plan';
export type { TerraformPlan } from './plan/terraform-plan';
export { checkPolicy, type RuleResult } from './policy/check-policy';
export { loadPolicy, UnusablePolicy } from './policy/load-policy';
export { DEFAULT_POLICY, type Policy } from '../../fleet/model/policy';
export { renderJson } from './report/json';
export { renderMarkdown } from './report/markdown';
export { renderText } from './report/text';
export { FAIL_ON, type FailOn, isMet, keepsPolicy, type Review, reviewFiles, worstClass } from './review';
