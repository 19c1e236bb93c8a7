import { isNothing } from './same';
import type { Json, TerraformPlan } from './terraform-plan';

/** All members that Terraform, up to version 1.14, writes into a plan's JSON. */
const KNOWN: readonly string[] = [
  'format_version',
  'terraform_version',
  'variables',
  'planned_values',
  'resource_drift',
  'resource_changes',
  'deferred_changes',
  'deferred_action_invocations',
  'output_changes',
  'action_invocations',
  'prior_state',
  'configuration',
  'relevant_attributes',
  'checks',
  'timestamp',
  'applyable',
  'complete',
  'errored',
];

/**
 * Names of the members that this review does not know in a plan's JSON. Empty members are left out. A newer version of
 * Terraform may use unknown members to report changes.
 */
export function unknownMembers(document: TerraformPlan): string[] {
  return Object.entries(document as unknown as Readonly<Record<string, Json>>).flatMap(([name, value]) =>
    KNOWN.includes(name) || typeof value !== 'object' || isNothing(value) ? [] : [name],
  );
}
