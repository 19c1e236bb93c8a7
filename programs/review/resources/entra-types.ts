import type { ResourceType } from './resource-type';

const credential = (noun: string, shown: readonly string[] = []): ResourceType => ({
  noun,
  label: 'display_name',
  shown: ['display_name', 'start_date', 'end_date', ...shown],
  created: 'application-password-added',
  replaced: 'application-password-added',
});

/** Types of the Entra side: the application, who is assigned to it, and its provisioning job. */
export const ENTRA_TYPES = {
  azuread_application: {
    noun: 'application',
    label: 'display_name',
    shown: ['display_name', 'description', 'sign_in_audience', 'template_id', 'prevent_duplicate_names', 'notes'],
    read: ['app_role', 'client_id', 'owners', 'password', 'required_resource_access'],
    derived: ['app_role_ids', 'oauth2_permission_scope_ids'],
    destroyed: 'application-destroyed',
    replaced: 'application-replaced',
  },
  azuread_service_principal: {
    noun: 'service principal',
    label: 'display_name',
    shown: [
      'display_name',
      'account_enabled',
      'app_role_assignment_required',
      'notes',
      'use_existing',
      'feature_tags.enterprise',
      'feature_tags.custom_single_sign_on',
      'feature_tags.hide',
    ],
    read: ['owners', 'app_roles', 'app_role_ids', 'client_id', 'object_id'],
    destroyed: 'service-principal-destroyed',
    replaced: 'service-principal-replaced',
  },
  azuread_app_role_assignment: {
    noun: 'assignment',
    label: 'principal_display_name',
    shown: ['principal_display_name', 'principal_type', 'resource_display_name'],
    read: ['app_role_id', 'principal_object_id', 'resource_object_id'],
  },
  azuread_synchronization_secret: {
    noun: 'credentials',
    shown: [],
    read: ['credential'],
    destroyed: 'credentials-destroyed',
    replaced: 'credentials-replaced',
  },
  azuread_synchronization_job: {
    noun: 'provisioning job',
    shown: ['enabled', 'template_id', 'schedule.state', 'schedule.interval'],
    destroyed: 'job-destroyed',
    replaced: 'job-replaced',
  },
  // Our stacks make none of these: whoever adds one lets somebody act as the application.
  azuread_application_password: credential('password of the application'),
  azuread_application_certificate: credential('certificate of the application'),
  azuread_service_principal_password: credential('password of the service principal'),
  azuread_service_principal_certificate: credential('certificate of the service principal'),
  azuread_application_federated_identity_credential: credential('federated credential of the application', [
    'issuer',
    'subject',
  ]),
  azuread_application_flexible_federated_identity_credential: credential('federated credential of the application', [
    'issuer',
    'claims_matching_expression',
  ]),
  azuread_application_api_access: {
    noun: 'permissions of the application',
    shown: ['api_client_id', 'role_ids', 'scope_ids'],
    created: 'permission-requested',
    replaced: 'permission-requested',
  },
  azuread_client_config: { noun: 'signed-in identity', shown: ['tenant_id'], read: ['object_id'] },
  time_sleep: {
    noun: 'pause',
    shown: ['create_duration', 'destroy_duration'],
    destroyed: 'repeated',
    replaced: 'repeated',
  },
} as const satisfies Record<string, ResourceType>;
