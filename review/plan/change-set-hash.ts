import { createHash } from 'node:crypto';

import { type Mask, maskOf } from '../masking/mask';
import { reveal } from '../masking/reveal';
import type { Scrubber } from '../masking/scrubber';

import type { Json, PlannedChange, TerraformPlan } from './terraform-plan';

/**
 * SHA-256 in hex of what a plan changes: equal for two plans that do the same to the same resources, however they are
 * ordered and whenever they were made.
 *
 * Secrets count as masked and unknown values as unknown, so the hash may be published.
 */
export function changeSetHash({ resource_changes = [] }: TerraformPlan, scrubber: Scrubber): string {
  const hash = createHash('sha256');
  const lines = resource_changes.filter(changesSomething).map((planned) => JSON.stringify(masked(planned, scrubber)));
  for (const line of lines.sort()) hash.update(`${line}\n`);
  return hash.digest('hex');
}

function changesSomething({ mode, previous_address, change: { actions, importing } }: PlannedChange): boolean {
  return mode !== 'data' && (actions[0] !== 'no-op' || previous_address !== undefined || importing !== undefined);
}

function masked(planned: PlannedChange, scrubber: Scrubber): Json {
  const { address, type, previous_address = null, deposed = null, change } = planned;
  const { actions, before, after, before_sensitive, after_sensitive, after_unknown, replace_paths = [] } = change;
  const show = (value: Json | undefined, mask: Mask, unknown?: Json) =>
    reveal({ value, mask: maskOf(type, value, mask), unknown }, (text) => scrubber.scrub(text));
  return [
    scrubber.scrub(address),
    previous_address && scrubber.scrub(previous_address),
    deposed,
    change.importing?.id === undefined ? null : scrubber.scrub(change.importing.id),
    actions,
    show(before, before_sensitive),
    show(after, after_sensitive, after_unknown),
    replace_paths.map((path) => path.map((step) => scrubber.scrub(String(step)))),
  ];
}
