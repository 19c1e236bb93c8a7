import { UNKNOWN } from '../masking/reveal';
import { type Consequence, risky, routine } from '../meaning/consequence';
import { becauseOf, type Finding, type Unplaced } from '../meaning/finding';
import type { GeneralKind } from '../meaning/general';
import type { Change } from '../plan/change';
import { same } from '../plan/same';
import type { Json } from '../plan/terraform-plan';

import { ATTRIBUTE_MAPPINGS, explainMappings, INITIAL } from './attribute-mappings';
import { ENDPOINT, explainEndpoint } from './endpoint';
import { explainSetUp, JOB_SET_UP } from './job-set-up';
import { filtersInWords, type PlannedSettings, readSettings } from './sync-settings';
import { SYNCHRONIZATION_JOB } from './synchronization-job';

/** Consequences of changes to the settings that the sync step applies to a provisioning job. */
export const SYNC_STEP = {
  ...SYNCHRONIZATION_JOB.consequences,
  ...JOB_SET_UP,
  ...ENDPOINT,
  ...ATTRIBUTE_MAPPINGS,
  'credentials-writer-changed': risky(
    'Another step stores the credentials',
    'The old step clears the credentials when it is removed, perhaps after the new step has stored them.',
    'Test the connection after the deployment: without credentials Entra puts the job into quarantine.',
  ),
  'directory-changed': risky(
    'Another directory provisions',
    'Its users and groups differ from those of the old directory.',
    'Entra provisions the people of the new directory. Nobody disables the people of the old one.',
  ),
  'scope-filter-changed': risky(
    'A scoping filter changes',
    'The plan does not show who passes the filter.',
    `${INITIAL} It disables everybody who no longer passes.`,
  ),
  'threshold-raised': risky(
    'More deletions happen without confirmation',
    'The accidental deletion threshold keeps Entra from emptying the product by mistake.',
    'Entra asks an admin only when one cycle disables or deletes more than the new number.',
  ),
  'threshold-removed': risky(
    'Any number of deletions happens without confirmation',
    'The accidental deletion threshold keeps Entra from emptying the product by mistake.',
    'Entra disables and deletes as many accounts as a cycle finds.',
  ),
  'threshold-set': routine(
    'The accidental deletion threshold is set or lowered',
    'Entra asks an admin sooner than before.',
    'A cycle with more deletions than the new number stops and waits for an admin.',
  ),
  'leavers-disabled': risky(
    'People who fall out of scope are disabled again',
    'Until now, people who fell out of scope kept their access.',
    'Entra disables everybody who falls out of scope.',
  ),
  'notify-changed': routine(
    'Another address is notified when the job fails',
    'Provisioning does not depend on it.',
    'Entra writes to the new address, or to nobody if there is none.',
  ),
} as const satisfies Record<string, Consequence>;

type Kind = GeneralKind | keyof typeof SYNC_STEP;
type StepFinding = Unplaced<Kind>;

/**
 * Explains a change to the input of the sync step. Returns an empty list if the changed resource is not the sync step.
 *
 * @param changes all changes of the plan.
 */
export function explainSyncStep(change: Change, changes: readonly Change[]): Finding<Kind>[] {
  const { address, before, after } = change;
  const [old, next] = [readSettings(before), readSettings(after)];
  if (old && !next && after.isUnknown('input')) return [{ kind: 'settings-unknown', address, what: 'all settings' }];
  if (!next) return [];
  const findings = old
    ? [
        ...explainEndpoint(old.tenantUrl, next.tenantUrl),
        ...explainValues(old, next),
        ...explainFilters(old.scopingFilters, next.scopingFilters),
        ...explainTable(old, next),
        ...explainOthers(old, next, becauseOf(change)),
      ]
    : explainSetUp(next, changes);
  return findings.map((finding) => ({ address, ...finding }));
}

type KindOf = (next: PlannedSettings, old: PlannedSettings) => Kind;

/** Settings with a single value. Each is listed with a readable name and with the consequence of changing it. */
const VALUES = {
  directoryId: ['directory', () => 'directory-changed'],
  credentials: ['the way the credentials are stored', () => 'credentials-writer-changed'],
  scope: ['scope', ({ scope }) => (scope === 'all' ? 'scope-widened' : 'scope-narrowed')],
  enabled: ['provisioning', ({ enabled }) => (enabled === true ? 'provisioning-started' : 'provisioning-paused')],
  skipOutOfScopeDeletions: [
    'skipping of deletions out of scope',
    ({ skipOutOfScopeDeletions: skips }) => (skips === true ? 'leavers-kept' : 'leavers-disabled'),
  ],
  accidentalDeletionThreshold: ['accidental deletion threshold', thresholdKind],
  notify: ['address for notices', () => 'notify-changed'],
} as const satisfies Partial<Record<keyof PlannedSettings, readonly [what: string, kindOf: KindOf]>>;

function explainValues(old: PlannedSettings, next: PlannedSettings): StepFinding[] {
  return (Object.keys(VALUES) as (keyof typeof VALUES)[]).flatMap((name): StepFinding[] => {
    const [before, after] = [old[name] ?? null, next[name] ?? null];
    if (same(before, after)) return [];
    const [what, kindOf]: readonly [string, KindOf] = VALUES[name];
    const kind = after === UNKNOWN ? 'settings-unknown' : kindOf(next, old);
    return [{ kind, what, attributes: [{ name, before, after }] }];
  });
}

function explainTable({ mappings: old }: PlannedSettings, { mappings: next }: PlannedSettings): StepFinding[] {
  if (next === UNKNOWN) return [{ kind: 'settings-unknown', what: 'mappings' }];
  return explainMappings(old === UNKNOWN ? { users: [], groups: [] } : old, next);
}

/**
 * Settings that are explained elsewhere: by the functions above, or together with the token. The settings `users` and
 * `groups` are another form of the mappings.
 */
const TOLD: readonly string[] = [
  ...Object.keys(VALUES),
  ...['tenantUrl', 'tokenGeneration', 'scopingFilters', 'mappings', 'users', 'groups'],
];

/** Reports changes to inputs of the step that are not explained elsewhere. Only the names of the inputs are shown. */
function explainOthers(old: PlannedSettings, next: PlannedSettings, because: string | undefined): StepFinding[] {
  const [before, after] = [new Map(Object.entries(old)), new Map(Object.entries(next))];
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => !TOLD.includes(name));
  const unshown = names.filter((name) => !same(before.get(name) as Json, after.get(name) as Json));
  if (unshown.length === 0) return [];
  return [{ kind: 'repeated', what: 'step', unshown: unshown.map((name) => `input.${name}`), because }];
}

function thresholdKind(next: PlannedSettings, old: PlannedSettings): Kind {
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
