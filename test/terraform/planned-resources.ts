import { principalKey } from '../../entra/principal';

import { USER } from './tenant-file';

/** Address of a principal's assignment. */
export const assignment = (kind: 'group' | 'user', reference: string) =>
  `azuread_app_role_assignment.${principalKey({ kind, reference })}`;

export const CREDENTIALS = 'azuread_synchronization_secret.credentials';

/** Addresses of all resources in a tenant's first deployment, if the provider stores the token. */
export const ALL = [
  assignment('group', 'Data Team'),
  assignment('user', USER),
  'azuread_application.app',
  'azuread_service_principal.app',
  'azuread_synchronization_job.job',
  CREDENTIALS,
  'terraform_data.protection',
  'terraform_data.sync',
  'time_sleep.replicated',
];
