import { MAPPING_PRESETS } from '../../constructs/entra/attribute-mapping';
import { principalKey } from '../../constructs/entra/principal';
import { objectMappingOf } from '../../sync/schema/object-type';
import type { ServicePrincipal } from '../support/graph/directory';

import { removalFlaws, type Request } from './removal-order';
import type { Stage } from './stage';
import { FIRST, type TenantFile, USER } from './tenant-file';

/** One change of a tenant, as an operator makes it. */
export interface Change {
  readonly title: string;

  /** The tenant's file from then on. */
  readonly file: TenantFile;

  /** Whether the SCIM service takes a new token, and no other, from then on. */
  readonly newToken?: boolean;

  /** What the plan has to do, and nothing else. */
  readonly plan: readonly string[];

  /** What is wrong afterwards. Nothing, when it is empty. */
  readonly flaws: (stage: Stage, requests: readonly Request[]) => readonly string[];
}

const withRole: TenantFile = {
  ...FIRST,
  customRoles: [{ displayName: 'Data Steward', description: 'Curates the shared models.' }],
};
const withAssignment: TenantFile = {
  ...withRole,
  assignments: [...withRole.assignments, { group: 'Data Stewards', role: 'data_steward' }],
};
const withDisabled: TenantFile = { ...withAssignment, disabledRoles: ['account_billing'] };
const withMappings: TenantFile = { ...withDisabled, mappings: 'full' };

const assignment = (kind: 'group' | 'user', reference: string) =>
  `azuread_app_role_assignment.${principalKey({ kind, reference })}`;
const ALL = [
  assignment('group', 'Data Team'),
  assignment('user', USER),
  'azuread_application.app',
  'azuread_service_principal.app',
  'azuread_synchronization_job.job',
  'azuread_synchronization_secret.credentials',
  'terraform_data.protection',
  'terraform_data.sync',
  'time_sleep.replicated',
];

/** The life of a tenant, with one change of each kind. Each builds on the one before. */
export const CHANGES: readonly Change[] = [
  {
    title: 'a new tenant',
    file: FIRST,
    plan: ALL.map((address) => `create ${address}`),
    flaws: (stage) => [
      ...unless(principal(stage)?.assignments.length === 2, 'there are not two assignments'),
      ...unless(stage.endpoint.seen.accepted > 0, 'Entra never reached the SCIM service with the token'),
      ...unless(job(stage)?.state === 'Active', 'the job does not run'),
    ],
  },
  {
    title: 'a new role',
    file: withRole,
    plan: ['update azuread_application.app'],
    flaws: (stage) =>
      unless(role(stage, 'data_steward')?.isEnabled === true, "there is no enabled role 'data_steward'"),
  },
  {
    title: 'a new assignment',
    file: withAssignment,
    plan: [`create ${assignment('group', 'Data Stewards')}`],
    flaws: (stage) => unless(principal(stage)?.assignments.length === 3, 'there are not three assignments'),
  },
  {
    title: 'a role disabled',
    file: withDisabled,
    plan: ['update azuread_application.app'],
    flaws: (stage) =>
      unless(role(stage, 'account_billing')?.isEnabled === false, "the role 'account_billing' is not disabled"),
  },
  {
    title: 'other mappings',
    file: withMappings,
    plan: ['replace terraform_data.sync'],
    flaws: (stage) => {
      const mapped = targets(stage);
      return MAPPING_PRESETS.full.users
        .filter(({ target }) => !mapped.has(target))
        .map(({ target }) => `'${target}' of users is not mapped`);
    },
  },
  {
    title: 'a new token',
    file: withMappings,
    newToken: true,
    plan: ['replace terraform_data.sync', 'update azuread_synchronization_secret.credentials'],
    flaws: (stage) => unless(stage.endpoint.seen.refused === 0, 'Entra presented the old token'),
  },
  {
    title: 'a tenant removed',
    file: { ...withMappings, state: 'absent' },
    plan: [...ALL, assignment('group', 'Data Stewards')].map((address) => `delete ${address}`),
    flaws: ({ graph: { directory } }, requests) => [
      ...removalFlaws(requests),
      ...unless(directory.applications.size + directory.servicePrincipals.size === 0, 'the application is still there'),
    ],
  },
];

function principal({ graph }: Stage): ServicePrincipal | undefined {
  return [...graph.directory.servicePrincipals.values()][0];
}

function job(stage: Stage) {
  return [...(principal(stage)?.provisioning.jobs.values() ?? [])][0];
}

function role(stage: Stage, value: string): { isEnabled: boolean } | undefined {
  const roles = (principal(stage)?.properties['appRoles'] ?? []) as { value: string; isEnabled: boolean }[];
  return roles.find((one) => one.value === value);
}

/** Attributes of SCIM users that Entra sends. */
function targets(stage: Stage): ReadonlySet<string> {
  const schema = job(stage)?.schema;
  const mapping = schema && objectMappingOf(schema, 'users');
  return new Set(mapping?.attributeMappings.map(({ targetAttributeName }) => targetAttributeName));
}

function unless(holds: boolean, flaw: string): readonly string[] {
  return holds ? [] : [flaw];
}
