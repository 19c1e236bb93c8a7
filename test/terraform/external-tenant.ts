import { MAPPING_PRESETS } from '../../entra/attribute-mapping';

import { type Life, unless } from './change';
import { ALL, assignment, CREDENTIALS } from './planned-resources';
import { removalFlaws } from './removal-order';
import { FIRST, type TenantFile } from './tenant-file';
import {
  isGone,
  job,
  principal,
  role,
  setUpSignOn,
  signsOn,
  storeNotificationSettings,
  targets,
} from './tenant-in-entra';

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

/** The life of a tenant with an external SCIM service, with one change of each kind. It needs nothing in Azure. */
export const EXTERNAL: Life = [
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
    title: 'a new role, after people sign in with the application too',
    file: withRole,
    inPortal: setUpSignOn,
    plan: ['update azuread_application.app'],
    flaws: (stage) => [
      ...unless(role(stage, 'data_steward')?.isEnabled === true, "there is no enabled role 'data_steward'"),
      ...unless(signsOn(stage), 'people cannot sign in any more: sign-on settings were undone'),
    ],
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
    plan: ['replace terraform_data.sync', `update ${CREDENTIALS}`],
    flaws: (stage) => unless(stage.endpoint.seen.refused === 0, 'Entra presented the old token'),
  },
  {
    title: 'a tenant removed, whose job somebody gave an address to write to',
    inPortal: storeNotificationSettings,
    file: { ...withMappings, state: 'absent' },
    plan: [
      `forget ${CREDENTIALS}`,
      ...[...ALL, assignment('group', 'Data Stewards')]
        .filter((address) => address !== CREDENTIALS)
        .map((address) => `delete ${address}`),
    ],
    flaws: (stage, requests) => [...removalFlaws(requests), ...unless(isGone(stage), 'the application is still there')],
  },
];
