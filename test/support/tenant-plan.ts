import { DEFAULT_MAPPINGS } from '../../entra/attribute-mapping';
import type { SyncSettings } from '../../entra/sync-settings';
import type { JsonObject, PlannedChange } from '../../programs/review/plan/terraform-plan';

import { change } from './plan-document';

export const REVIEWER = { id: 'f0000000-0000-5000-8000-000000000001', value: 'account_reviewer' };
export const STEWARD = { id: 'f0000000-0000-5000-8000-000000000002', value: 'data_steward' };

export const TENANT_URL = 'https://acme-scim.westeurope.example/scim/v2';

/** An app role, as in `azuread_application`. */
export function role(
  { id, value }: { readonly id: string; readonly value: string },
  more: JsonObject = {},
): JsonObject {
  return { id, value, display_name: value, description: value, enabled: true, allowed_member_types: ['User'], ...more };
}

/** A change to the application. */
export function application(before: JsonObject | null, after: JsonObject | null, more = {}): PlannedChange {
  const base = { display_name: 'Contoso workspace', sign_in_audience: 'AzureADMyOrg', owners: ['deployer'] };
  return change('azuread_application.app', before && { ...base, ...before }, after && { ...base, ...after }, more);
}

/** An assignment, as in `azuread_app_role_assignment`. */
export function assignment(name: string, roleId: string): JsonObject {
  return {
    app_role_id: roleId,
    principal_display_name: name,
    principal_object_id: `object-id-of-${name}`,
    principal_type: 'Group',
  };
}

/** A change to an assignment, from one role to another. */
export function assigned(name: string, before: string | null, after: string | null, more = {}): PlannedChange {
  const resource = `azuread_app_role_assignment.group-${name.toLowerCase()}`;
  const side = (roleId: string | null) => (roleId === null ? null : assignment(name, roleId));
  return change(resource, side(before), side(after), more);
}

const SETTINGS: SyncSettings = {
  directoryId: '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90',
  servicePrincipalId: 'f944bab3-4897-4bd6-bb6a-b820b4800961',
  jobId: 'scim.1.2',
  tenantUrl: TENANT_URL,
  credentials: 'terraform',
  tokenSecret: null,
  tokenGeneration: 2,
  scope: 'assigned',
  enabled: true,
  skipOutOfScopeDeletions: false,
  accidentalDeletionThreshold: 500,
  notify: null,
  mappings: DEFAULT_MAPPINGS,
  scopingFilters: { users: [], groups: [] },
};

/**
 * A change to the sync step, from the usual settings with the values `before` to those with the values `after`. As in
 * real plans, changed settings replace the step, since a trigger is derived from them.
 *
 * @param unknown settings that are known only after the plan is applied.
 */
export function step(
  before: Partial<SyncSettings> | null,
  after: Partial<SyncSettings> | null,
  unknown: readonly (keyof SyncSettings)[] = [],
): PlannedChange {
  const inputOf = (part: Partial<SyncSettings>) => ({ ...SETTINGS, ...part }) as unknown as JsonObject;
  const planned = (input: JsonObject) => ({ input, triggers_replace: { literals: JSON.stringify(input) } });
  const stands = (input: JsonObject) => ({ id: '1', output: input, ...planned(input) });

  const [old, next] = [before && inputOf(before), after && inputOf(after)];
  if (!next) return change('terraform_data.sync', old && stands(old), null);
  if (JSON.stringify(old) === JSON.stringify(next) && unknown.length === 0) {
    return change('terraform_data.sync', stands(next), stands(next));
  }
  const known = Object.entries(next).filter(([key]) => !unknown.some((name) => name === key));
  return change(
    'terraform_data.sync',
    old && stands(old),
    { ...planned(next), input: Object.fromEntries(known) },
    {
      after_unknown: { id: true, output: true, input: Object.fromEntries(unknown.map((name) => [name, true])) },
      ...(old === null ? {} : { actions: ['delete', 'create'], replace_paths: [['triggers_replace']] }),
    },
  );
}

/** A change to the credentials, masked as by the provider. */
export function credentials(before: Record<string, string> | null, after: Record<string, string> | null) {
  const side = (part: Record<string, string> | null) =>
    part && {
      credential: Object.entries({
        BaseAddress: TENANT_URL,
        SecretToken: 'MARKER-token',
        SyncAll: 'false',
        ...part,
      }).map(([key, value]) => ({ key, value })),
    };
  const mask = { credential: [{ value: true }, { value: true }, { value: true }] };
  const masks = { before_sensitive: before ? mask : false, after_sensitive: after ? mask : false };
  return change('azuread_synchronization_secret.credentials', side(before), side(after), masks);
}
