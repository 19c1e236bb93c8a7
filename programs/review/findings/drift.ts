import { accessChanges } from '../access/access-change';
import type { Finding } from '../meaning/finding';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import { type Kind, RESOURCES } from '../resources/resources';

import { explainChanges } from './explain-changes';

/** A change made outside Terraform, for example in the Azure portal. */
export interface Drift {
  /** The change that was made. */
  readonly finding: Finding<Kind>;

  /**
   * The effect on the resource when the plan is applied. For a refresh-only plan, this is the effect of the next
   * deployment.
   */
  readonly apply: string;
}

/**
 * Changes made outside Terraform. Two kinds of differences are left out: a provider's different notations for
 * "nothing", and changes that later steps of the deployment make after Terraform has run.
 */
export function driftOf(plan: Plan): Drift[] {
  const drifted = plan.drift.flatMap((change) => foreignDrift(change, plan) ?? []);
  if (drifted.length === 0) return [];
  const planned = new Map(plan.changes.map((change) => [change.address, change]));
  const found = new Map(drifted.map((change) => [change.address, change]));
  const { failed } = plan.troubles;
  const outcome = (address: string) => {
    if (plan.isRefreshOnly) return LOOKED;
    const [change, next] = [found.get(address), planned.get(address)];
    if (!next && failed) return FAILED;
    return change ? effect(change, next) : LEFT;
  };
  return explainChanges(drifted, accessChanges(drifted, plan), plan).map((finding) => ({
    finding,
    apply: outcome(finding.address),
  }));
}

/**
 * Removes the expected differences from a change that was made outside Terraform. Returns undefined if all differences
 * are expected.
 */
function foreignDrift(drift: Change, plan: Plan): Change | undefined {
  if (drift.action !== 'update') return drift;
  const expected = (RESOURCES.get(drift.type)?.expectedDrift ?? []).filter(
    (one) => one.isExpected?.(drift, plan) ?? true,
  );
  const foreign = expected.length === 0 ? drift : drift.without(expected.flatMap(({ paths }) => paths));
  return foreign.changedNames().length === 0 ? undefined : foreign;
}

const LOOKED =
  'This plan only looks. The next deployment restores what the configuration says, and leaves the rest as it is.';

const FAILED = 'Terraform failed before it planned what to do about it.';

const LEFT = 'Applying the plan leaves it as it is now.';

function effect(drift: Change, planned: Change | undefined): string {
  switch (planned?.action) {
    case 'create':
      return 'Applying the plan creates it again.';
    case 'delete':
      return 'Applying the plan destroys it.';
    case 'replace':
      return 'Applying the plan replaces it.';
    case 'update':
      return undone(drift, planned);
    default:
      return LEFT;
  }
}

function undone(drift: Change, planned: Change): string {
  const touched = new Set(planned.changedNames());
  const [back, left] = [drift.changedNames().filter((name) => touched.has(name)), drift.changedNames()];
  if (back.length === 0) return LEFT;
  if (back.length === left.length) return 'Applying the plan changes it to what the configuration says.';
  return `Applying the plan changes ${back.join(', ')} to what the configuration says and leaves the rest.`;
}
