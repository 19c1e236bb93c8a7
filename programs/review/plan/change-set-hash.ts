import { createHash } from 'node:crypto';

import type { Disclosure } from '../masking/disclosure';
import type { Mask } from '../masking/mask';
import { reveal } from '../masking/reveal';

import type { Plan } from './plan';
import type { ActionInvocation, Json, PlannedChange, TerraformPlan, ValueChange } from './terraform-plan';
import { troublesOf } from './troubles';
import { unknownMembers } from './unknown-members';

/**
 * SHA-256 hash, in hex, of everything that a plan does: changes to resources and outputs, actions, deferred changes,
 * problems of the plan, and the parts that this review does not understand. Two plans with the same effects have the
 * same hash. The order of the changes and the time of planning do not matter.
 *
 * A secret is hashed as the word "masked" and an unknown value as the word "unknown", so the hash may be published.
 */
export function changeSetHash(
  document: TerraformPlan,
  { named, signedIn }: Plan['directory'],
  disclosure: Disclosure,
): string {
  const lines = linesOf(document, disclosure).map((line) => JSON.stringify(line));
  if (named !== undefined && named !== signedIn) lines.push(JSON.stringify(['directory', named, signedIn]));
  return createHash('sha256')
    .update(
      lines
        .sort()
        .map((line) => `${line}\n`)
        .join(''),
    )
    .digest('hex');
}

/** One JSON value for each thing that the plan does. */
function linesOf(document: TerraformPlan, disclosure: Disclosure): Json[] {
  const { scrub } = disclosure;
  const show = (value: Json | undefined, mask: Mask) => reveal({ value, mask, unknown: undefined }, scrub);
  const { resource_changes = [], deferred_changes = [], output_changes = {}, action_invocations = [] } = document;
  const { failed, incomplete, failedChecks } = troublesOf(document, scrub);
  const invoked = (action: ActionInvocation): Json => [
    show(action as unknown as Json, { config_values: action.config_sensitive ?? null }),
  ];
  return [
    ...resource_changes.filter(changesSomething).map((planned) => resourceLine(planned, disclosure)),
    ...deferred_changes.map(({ resource_change }) => ['deferred', resourceLine(resource_change, disclosure)]),
    ...Object.entries(output_changes)
      .filter(([, { actions }]) => actions[0] !== 'no-op')
      .map(([name, change]) => ['output', scrub(name), change.actions, ...sidesOf(change, disclosure)]),
    ...action_invocations.map((action) => ['action', invoked(action)]),
    ...(document.deferred_action_invocations ?? []).map(({ action_invocation }) => [
      'deferred action',
      invoked(action_invocation),
    ]),
    ...(failed ? [['failed']] : []),
    ...(incomplete ? [['incomplete']] : []),
    ...failedChecks.map(({ address, messages }) => ['check', address, messages]),
    ...unknownMembers(document).map((name) => [
      'member',
      scrub(name),
      show((document as unknown as Readonly<Record<string, Json>>)[name], undefined),
    ]),
  ];
}

function changesSomething({ mode, previous_address, change: { actions, importing } }: PlannedChange): boolean {
  return mode !== 'data' && (actions[0] !== 'no-op' || previous_address !== undefined || importing !== undefined);
}

function resourceLine(planned: PlannedChange, disclosure: Disclosure): Json {
  const { scrub } = disclosure;
  const { address, type, previous_address = null, deposed = null, change } = planned;
  return [
    scrub(address),
    previous_address && scrub(previous_address),
    deposed,
    change.importing === undefined
      ? null
      : reveal({ value: change.importing, mask: undefined, unknown: undefined }, scrub),
    change.actions,
    ...sidesOf(change, disclosure, type),
    (change.replace_paths ?? []).map((path) => path.map((step) => scrub(String(step)))),
  ];
}

/**
 * The values before and after a change, with secrets masked.
 *
 * @param type type of the resource. Empty for an output.
 */
function sidesOf(change: ValueChange, disclosure: Disclosure, type = ''): [before: Json, after: Json] {
  const { before, after, before_sensitive, after_sensitive, after_unknown } = change;
  const show = (value: Json | undefined, mask: Mask, unknown?: Json) =>
    reveal({ value, mask: disclosure.maskOf(type, value, mask), unknown }, disclosure.scrub);
  return [show(before, before_sensitive), show(after, after_sensitive, after_unknown)];
}
