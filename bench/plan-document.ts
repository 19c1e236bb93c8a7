import { v5 as uuidV5 } from 'uuid';

const NAMESPACE = '6f1c2c1e-4a4c-4f57-9a3b-0d1c5a0e7b11';
const PROVIDER = 'registry.terraform.io/hashicorp/azuread';
const [CLIENT, PRINCIPAL] = [uuidV5('client', NAMESPACE), uuidV5('principal', NAMESPACE)];

const ROLES = Array.from({ length: 7 }, (_, index) => ({
  allowed_member_types: ['User'],
  description: `What team ${index} does`,
  display_name: `Role ${index}`,
  enabled: true,
  id: uuidV5(`role ${index}`, NAMESPACE),
  value: `role_${index}`,
}));

/**
 * A tenant's plan in Terraform's format. Half of the assignments are destroyed and the other half are created. As in a
 * real plan, resources appear in the changes, the planned values, the prior state and the configuration. The
 * application and its service principal do not change.
 */
export function planDocument(changes: number): string {
  const all = Array.from({ length: changes }, (_, index) => assignment(index));
  const [kept, gone] = [all.filter(({ made }) => made), all.filter(({ made }) => !made)];
  const stays = [application(), principal()];
  const token = `token-${'x'.repeat(40)}`;
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: { resources: [...stays, ...kept].map(({ resource }) => resource) } },
    resource_changes: [...[...stays, ...all].map(({ change }) => change), credentials(token)],
    prior_state: {
      format_version: '1.0',
      values: {
        root_module: {
          resources: [...all.map(({ group }) => group), ...[...stays, ...gone].map(({ resource }) => resource)],
        },
      },
    },
    configuration: { root_module: { resources: [...stays, ...kept].map(({ configured }) => configured) } },
    complete: true,
    errored: false,
  });
}

function application() {
  return standing('azuread_application', 'app', {
    app_role: ROLES,
    client_id: CLIENT,
    display_name: 'Contoso workspace',
    object_id: uuidV5('application', NAMESPACE),
    sign_in_audience: 'AzureADMyOrg',
  });
}

function principal() {
  const values = { client_id: CLIENT, object_id: PRINCIPAL, display_name: 'Contoso workspace', app_roles: ROLES };
  return standing('azuread_service_principal', 'app', values);
}

/** A resource that the plan does not change. */
function standing(type: string, name: string, values: object) {
  const base = { address: `${type}.${name}`, mode: 'managed', type, name, provider_name: PROVIDER };
  const masks = { before_sensitive: {}, after_sensitive: {} };
  return {
    resource: { ...base, schema_version: 2, values, sensitive_values: {} },
    change: { ...base, change: { actions: ['no-op'], before: values, after: values, after_unknown: {}, ...masks } },
    configured: { ...base, expressions: {}, schema_version: 2 },
  };
}

function assignment(index: number) {
  const made = index % 2 === 0;
  const name = `group-data-team-${index}`;
  const type = 'azuread_app_role_assignment';
  const objectId = uuidV5(name, NAMESPACE);
  const values = {
    app_role_id: ROLES[index % ROLES.length]?.id,
    id: `/servicePrincipals/${PRINCIPAL}/appRoleAssignedTo/${objectId}`,
    principal_display_name: `Data Team ${index}`,
    principal_object_id: objectId,
    principal_type: 'Group',
    resource_display_name: 'Contoso workspace',
    resource_object_id: PRINCIPAL,
    timeouts: null,
  };
  const base = { address: `${type}.${name}`, mode: 'managed', type, name, provider_name: PROVIDER };
  const sides = made ? { before: null, after: values } : { before: values, after: null };
  const masks = { before_sensitive: made ? false : {}, after_sensitive: made ? {} : false };
  const group = {
    address: `data.azuread_group.${name}`,
    mode: 'data',
    type: 'azuread_group',
    name,
    values: { display_name: `Data Team ${index}`, object_id: objectId, members: [], security_enabled: true },
    sensitive_values: { members: [] },
  };
  const references = [`data.azuread_group.${name}.object_id`, `data.azuread_group.${name}`];
  return {
    made,
    group,
    resource: { ...base, schema_version: 1, values, sensitive_values: {} },
    change: { ...base, change: { actions: [made ? 'create' : 'delete'], ...sides, after_unknown: {}, ...masks } },
    configured: {
      ...base,
      expressions: {
        principal_object_id: { references },
        resource_object_id: {
          references: ['azuread_service_principal.app.object_id', 'azuread_service_principal.app'],
        },
      },
      schema_version: 1,
    },
  };
}

function credentials(token: string) {
  const credential = [
    { key: 'BaseAddress', value: 'https://acme-scim.westeurope.example/scim/v2' },
    { key: 'SecretToken', value: token },
  ];
  const mask = { credential: [{ value: true }, { value: true }] };
  return {
    address: 'azuread_synchronization_secret.credentials',
    mode: 'managed',
    type: 'azuread_synchronization_secret',
    name: 'credentials',
    change: {
      actions: ['update'],
      before: { credential },
      after: { credential: credential.map(({ key, value }) => ({ key, value: `${value}2` })) },
      before_sensitive: mask,
      after_sensitive: mask,
    },
  };
}
