import { DEFAULT_MAPPINGS } from '../../../entra/attribute-mapping';
import { UNKNOWN } from '../masking/reveal';
import { type Consequence, risky, routine } from '../meaning/consequence';
import type { Unplaced } from '../meaning/finding';
import type { AttributeChange, Change } from '../plan/change';
import { same } from '../plan/same';
import { type Json, textOf } from '../plan/terraform-plan';

import { mappingChanges } from './attribute-mappings';
import { showTenantUrl } from './endpoint';
import { filtersInWords, type PlannedMappings, type PlannedSettings } from './sync-settings';
import { SCOPE } from './synchronization-secret';

/** Consequences of giving a job its settings for the first time. */
export const JOB_SET_UP = {
  ...SCOPE,
  'provisioning-set-up': routine(
    'Provisioning is set up',
    'There was none before.',
    'Once it is on, Entra begins with an initial cycle, which can take hours.',
  ),
  'job-taken-over': risky(
    'An existing provisioning job is taken over',
    'It already has an endpoint, mappings and a scope, which the plan does not show: check them in the Entra admin center. All of them are replaced by the settings declared here.',
    'From then on, Entra provisions into the endpoint declared here. Entra knows accounts by the ids of the current endpoint: if the two endpoints differ, updates fail until the job is restarted and matches everybody again.',
  ),
  'settings-unknown': risky(
    'How Entra provisions is not known before the plan is applied',
    'A setting depends on something that does not exist yet, so nobody can review its value.',
    'The sync step applies whatever value results. Apply what the setting depends on first, and plan again.',
  ),
  'leavers-kept': risky(
    'People who fall out of scope keep their access',
    'Removing an assignment no longer disables anybody.',
    'Entra sends nothing when somebody falls out of scope.',
  ),
} as const satisfies Record<string, Consequence>;

type StepFinding = Unplaced<keyof typeof JOB_SET_UP>;

/** Placeholder for the current settings of a job. The plan does not contain them: only Graph knows them. */
const NOT_TOLD = '(not in the plan)';

const NO_MAPPINGS: PlannedMappings = { users: [], groups: [] };

/** Explains what happens when a new or an existing job gets its settings for the first time. */
export function explainSetUp(next: PlannedSettings, changes: readonly Change[]): StepFinding[] {
  const job = changes.find(({ type, before, after }) => type === JOB && before.exists && after.exists);
  const standing = job !== undefined && job.action !== 'replace' ? job : undefined;
  return [
    standing ? takenOver(next, standing) : setUp(next),
    ...(next.scope === 'all' ? [{ kind: 'scope-widened' as const, what: 'the scope is all' }] : []),
    ...(next.skipOutOfScopeDeletions === true ? [{ kind: 'leavers-kept' as const, what: 'from the beginning' }] : []),
    ...(next.mappings === UNKNOWN ? [{ kind: 'settings-unknown' as const, what: 'mappings' }] : []),
  ];
}

const JOB = 'azuread_synchronization_job';

function setUp(next: PlannedSettings): StepFinding {
  const mapped = mappingsBeside(DEFAULT_MAPPINGS, next).map(({ before, ...rest }): AttributeChange => ({
    ...rest,
    before: before === null ? null : `by default ${textOf(before)}`,
  }));
  return {
    kind: 'provisioning-set-up',
    what: `provisioning${intoEndpoint(next)}`,
    attributes: [...settings(next), ...mapped],
  };
}

function takenOver(next: PlannedSettings, job: Change): StepFinding {
  const into = intoEndpoint(next);
  const unlike = (attribute: AttributeChange): AttributeChange => ({ ...attribute, before: NOT_TOLD });
  const endpoint = { name: 'endpoint', before: NOT_TOLD, after: into.replace(' into ', '') };
  const runs = { name: 'enabled', before: job.before.value('enabled'), after: next.enabled ?? null };
  const switched = same(runs.before, runs.after) ? [] : [runs];
  const others = settings(next).filter(({ name }) => name !== 'enabled');
  return {
    kind: 'job-taken-over',
    what: `the job provisions${into} from now on`,
    subject: into.trim(),
    attributes: [endpoint, ...switched, ...[...others, ...mappingsBeside(NO_MAPPINGS, next)].map(unlike)],
  };
}

function intoEndpoint({ tenantUrl }: PlannedSettings): string {
  return typeof tenantUrl === 'string' ? ` into ${showTenantUrl(tenantUrl)}` : '';
}

/** The settings that differ from the defaults. */
function settings(next: PlannedSettings): AttributeChange[] {
  const plain = (['scope', 'enabled', 'accidentalDeletionThreshold'] as const).filter(
    (name) => next[name] !== undefined,
  );
  const marked = (['skipOutOfScopeDeletions', 'notify'] as const).filter((name) => next[name]);
  const filters = (['users', 'groups'] as const).map((objects): [string, Json] => [
    `scopingFilters.${objects}`,
    filtersInWords(next.scopingFilters, objects),
  ]);
  return [
    ...[...plain, ...marked].map((name) => ({ name, before: null, after: next[name] ?? null })),
    ...filters.flatMap(([name, after]) =>
      Array.isArray(after) && after.length > 0 ? [{ name, before: null, after }] : [],
    ),
  ];
}

function mappingsBeside(table: PlannedMappings, { mappings }: PlannedSettings): AttributeChange[] {
  if (mappings === UNKNOWN) return [];
  return mappingChanges(table, mappings).map(({ objects, target, before = null, after = null }) => ({
    name: `${objects}: ${target}`,
    before,
    after,
  }));
}
