import { UNKNOWN } from '../masking/reveal';
import { type Consequence, risky, routine } from '../meaning/consequence';
import { becauseOf, type Finding, type Unplaced } from '../meaning/finding';
import type { GeneralKind } from '../meaning/general';
import type { AttributeChange, Change } from '../plan/change';
import { same } from '../plan/same';
import type { Json } from '../plan/terraform-plan';

import { ATTRIBUTE_MAPPINGS, explainMappings, INITIAL } from './attribute-mappings';
import { ENDPOINT, explainEndpoint } from './endpoint';
import { explainSetUp, JOB_SET_UP } from './job-set-up';
import { filtersInWords, type PlannedMappings, type PlannedSettings, readSettings } from './sync-settings';
import { SYNCHRONIZATION_JOB } from './synchronization-job';

/** Changes of the settings that the sync step gives a provisioning job. */
export const SYNC_STEP = {
  ...SYNCHRONIZATION_JOB.consequences,
  ...JOB_SET_UP,
  ...ENDPOINT,
  ...ATTRIBUTE_MAPPINGS,
  'credentials-writer-changed': risky(
    'Another step stores the credentials',
    'The old writer clears the credentials when it goes, and may do so after the new one has stored them.',
    'Test the connection after the deployment: without credentials Entra puts the job into quarantine.',
  ),
  'directory-changed': risky(
    'Another directory provisions',
    'Its users and groups are not those of the old one.',
    'Entra provisions the people of the new directory. Nobody disables those of the old one.',
  ),
  'scope-filter-changed': risky(
    'A scoping filter changes',
    'The plan does not show who passes the filter.',
    `${INITIAL} It disables everybody who no longer passes.`,
  ),
  'threshold-raised': risky(
    'More deletions pass without a question',
    'The accidental deletion threshold keeps Entra from emptying the product by mistake.',
    'Entra asks an admin only when one cycle disables or deletes more than the new number.',
  ),
  'threshold-removed': risky(
    'Any number of deletions passes without a question',
    'The accidental deletion threshold keeps Entra from emptying the product by mistake.',
    'Entra disables and deletes as many as a cycle finds.',
  ),
  'threshold-set': routine(
    'The accidental deletion threshold is set or lowered',
    'Entra asks an admin sooner than before.',
    'A cycle with more deletions than that stops and waits for an admin.',
  ),
  'leavers-disabled': risky(
    'People who fall out of scope are disabled again',
    'Those who fell out of scope before were kept until now.',
    'Entra disables everybody who falls out of scope.',
  ),
  'notify-changed': routine(
    'Another address is notified when the job fails',
    'Nothing that is provisioned depends on it.',
    'Entra writes to the new address, or to nobody when there is none.',
  ),
} as const satisfies Record<string, Consequence>;

type Kind = GeneralKind | keyof typeof SYNC_STEP;
type StepFinding = Unplaced<Kind>;

/**
 * What a change of the sync step's input means. Empty for any other step.
 *
 * @param changes all changes of the plan.
 */
export function explainSyncStep(change: Change, changes: readonly Change[]): Finding<Kind>[] {
  const { address, before, after } = change;
  const [old, next] = [readSettings(before), readSettings(after)];
  if (old && !next && after.isUnknown('input')) return [{ kind: 'settings-unknown', address, what: 'all settings' }];
  if (!next) return [];
  const findings = old
    ? [...SETTINGS.flatMap((explain) => explain(old, next)), ...explainOthers(old, next, becauseOf(change))]
    : explainSetUp(next, changes);
  return findings.map((finding) => ({ address, ...finding }));
}

/** The consequence of a change of each setting. */
const SETTINGS: readonly ((old: PlannedSettings, next: PlannedSettings) => StepFinding[])[] = [
  (old, next) => explainEndpoint(old.tenantUrl, next.tenantUrl),
  (old, next) => changed('directoryId', 'directory-changed', old, next),
  (old, next) => changed('credentials', 'credentials-writer-changed', old, next),
  (old, next) => changed('scope', next.scope === 'all' ? 'scope-widened' : 'scope-narrowed', old, next),
  (old, next) => changed('enabled', next.enabled === true ? 'provisioning-started' : 'provisioning-paused', old, next),
  (old, next) =>
    changed(
      'skipOutOfScopeDeletions',
      next.skipOutOfScopeDeletions === true ? 'leavers-kept' : 'leavers-disabled',
      old,
      next,
    ),
  (old, next) => changed('accidentalDeletionThreshold', thresholdKind(old, next), old, next),
  (old, next) => changed('notify', 'notify-changed', old, next),
  (old, next) => explainFilters(old.scopingFilters, next.scopingFilters),
  (old, next) =>
    next.mappings === UNKNOWN
      ? [{ kind: 'settings-unknown', what: 'mappings' }]
      : explainMappings(old.mappings === UNKNOWN ? NO_MAPPINGS : old.mappings, next.mappings),
];

const NO_MAPPINGS: PlannedMappings = { users: [], groups: [] };

const TITLES = {
  directoryId: 'directory',
  credentials: 'who stores the credentials',
  scope: 'scope',
  enabled: 'provisioning',
  skipOutOfScopeDeletions: 'skipping of deletions out of scope',
  accidentalDeletionThreshold: 'accidental deletion threshold',
  notify: 'address for notices',
} as const satisfies Partial<Record<keyof PlannedSettings, string>>;

function changed(name: keyof typeof TITLES, kind: Kind, old: PlannedSettings, next: PlannedSettings): StepFinding[] {
  const [before, after] = [old[name], next[name]];
  if (same(before, after)) return [];
  const attribute: AttributeChange = { name, before: before ?? null, after: after ?? null };
  return [{ kind: after === UNKNOWN ? 'settings-unknown' : kind, what: TITLES[name], attributes: [attribute] }];
}

/** Settings that are explained above or with the token. There may also be a mapping table, as `users`. */
const TOLD: readonly string[] = [
  ...Object.keys(TITLES),
  ...['tenantUrl', 'tokenGeneration', 'scopingFilters', 'mappings', 'users', 'groups'],
];

/** Other inputs of the step, shown by name only. */
function explainOthers(old: PlannedSettings, next: PlannedSettings, because: string | undefined): StepFinding[] {
  const [before, after] = [new Map(Object.entries(old)), new Map(Object.entries(next))];
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => !TOLD.includes(name));
  const unshown = names.filter((name) => !same(before.get(name) as Json, after.get(name) as Json));
  if (unshown.length === 0) return [];
  const finding: StepFinding = { kind: 'repeated', what: 'step', unshown: unshown.map((name) => `input.${name}`) };
  return [because === undefined ? finding : { ...finding, because }];
}

function thresholdKind(old: PlannedSettings, next: PlannedSettings): Kind {
  const [before, after] = [old.accidentalDeletionThreshold ?? null, next.accidentalDeletionThreshold ?? null];
  if (after === null) return 'threshold-removed';
  if (before === null) return 'threshold-set';
  return Number(after) > Number(before) ? 'threshold-raised' : 'threshold-set';
}

function explainFilters(old: Json | undefined, next: Json | undefined): StepFinding[] {
  return (['users', 'groups'] as const).flatMap((objects) => {
    const [before, after] = [filtersInWords(old, objects), filtersInWords(next, objects)];
    if (same(before, after)) return [];
    const attribute = { name: `scopingFilters.${objects}`, before, after };
    return [{ kind: 'scope-filter-changed' as const, what: `filter of ${objects}`, attributes: [attribute] }];
  });
}
