import { ledgersOf } from '../access/ledger';
import { UNKNOWN } from '../masking/reveal';
import { destructive, risky, routine } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import { noun } from '../meaning/resource';
import { becomes, grows } from '../meaning/watch';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Json } from '../plan/terraform-plan';
import { isObject } from '../plan/terraform-plan';

import { APP_ROLE, explainRoles } from './app-role';
import { CREDENTIAL_ADDED } from './application-credential';
import { explainOwners, OWNERS } from './owners';

const GONE = 'Its roles, assignments and provisioning job are removed with it.';
const DEPROVISIONED =
  'While the job still runs, Entra disables everybody who loses the assignment. Once the job is gone, nobody is disabled any more, not even people who leave the company.';
const AGAIN =
  'Entra disables everybody who is assigned now; the new job begins with an initial cycle that looks for everybody again.';

/**
 * Attributes that a service principal copies from its application. Changes to these attributes are reported for the
 * application.
 */
const MIRRORED = [
  'app_role_ids',
  'app_roles',
  'display_name',
  'homepage_url',
  'logout_url',
  'oauth2_permission_scope_ids',
  'oauth2_permission_scopes',
  'redirect_uris',
  'service_principal_names',
  'sign_in_audience',
];

/**
 * The application and its service principal. The Entra admin center shows them together as an enterprise application.
 */
export const ENTERPRISE_APPLICATION = noun(
  {
    ...APP_ROLE,
    ...CREDENTIAL_ADDED,
    ...OWNERS,
    'application-destroyed': destructive('The application is destroyed', GONE, DEPROVISIONED),
    'application-replaced': destructive('The application is replaced', GONE, AGAIN),
    'service-principal-destroyed': destructive('The service principal is destroyed', GONE, DEPROVISIONED),
    'service-principal-replaced': destructive('The service principal is replaced', GONE, AGAIN),
    'audience-widened': risky(
      'Other directories may sign in',
      'The sign-in audience is wider than this directory.',
      'Entra issues tokens for accounts of other directories. Provisioning does not change.',
    ),
    'permission-requested': risky(
      'The application asks for permissions',
      'Once consented to, the application can act on other APIs.',
      'An admin is asked for consent. Provisioning does not change.',
    ),
    'owners-removed': risky(
      'The application loses all of its owners',
      'From then on, an identity that deploys with Application.ReadWrite.OwnedBy is refused.',
      'The next deployment fails with 403.',
    ),
    'assignment-not-required': risky(
      'No assignment is required',
      'Everybody in the directory may sign in to the application.',
      'Entra lets them sign in. Provisioning still follows its own scope.',
    ),
    'sign-on-changed': risky(
      'How people sign in to the application changes',
      'Reply URLs, identifiers, claims and the sign-on mode must match what the product expects.',
      'Entra refuses sign-ins that do not match, or issues different tokens. Provisioning does not change.',
    ),
    'redirect-uri-added': risky(
      'Sign-ins may go to another address',
      'After a sign-in, Entra may send the browser there, with a code for a token of the person.',
      'Provisioning does not change.',
    ),
    'sign-in-off': risky(
      'Sign-in is switched off',
      'The service principal is disabled.',
      'Nobody can sign in through Entra.',
    ),
    'sign-in-on': routine(
      'Sign-in is switched on',
      'The service principal is enabled.',
      'Everybody who is assigned can sign in through Entra.',
    ),
  },
  {
    azuread_application: {
      noun: 'application',
      shown: [
        'display_name',
        'description',
        {
          path: 'sign_in_audience',
          kind: 'audience-widened',
          when: ([after]) => after !== 'AzureADMyOrg',
          created: true,
        },
        'template_id',
        'prevent_duplicate_names',
        'notes',
      ],
      read: [
        'app_role',
        'client_id',
        { path: 'password', kind: 'application-password-added', when: (after) => after.length > 0, created: true },
        { path: 'required_resource_access', kind: 'permission-requested', when: addsPermissions, created: true },
        { path: 'owners', kind: 'owners-removed', when: (after, before) => after.length === 0 && before.length > 0 },
      ],
      derived: ['app_role_ids', 'oauth2_permission_scope_ids'],
      destroyed: 'application-destroyed',
      replaced: 'application-replaced',
      expectedDrift: [{ paths: ['app_role_ids', 'oauth2_permission_scope_ids'] }],
      explain: (change, around) => {
        const roles = explainRoles(change, ledgersOf(around.plan.changes, around.plan));
        return around.general([...roles, ...explainSignOn(change, around.what), ...explainOwners(change, around)]);
      },
    },
    azuread_service_principal: {
      noun: 'service principal',
      shown: [
        'display_name',
        { path: 'account_enabled', kind: 'sign-in-off', when: becomes(false) },
        { path: 'account_enabled', kind: 'sign-in-on', when: becomes(true) },
        { path: 'app_role_assignment_required', kind: 'assignment-not-required', when: becomes(false), created: true },
        'notes',
        'use_existing',
        'feature_tags.enterprise',
        'feature_tags.custom_single_sign_on',
        'feature_tags.hide',
      ],
      read: ['owners', 'app_roles', 'app_role_ids', 'client_id', 'object_id'],
      destroyed: 'service-principal-destroyed',
      replaced: 'service-principal-replaced',
      expectedDrift: [{ paths: MIRRORED, isExpected: mirrorsApplication }],
      explain: (change, around) =>
        around.general([...explainSignOn(change, around.what), ...explainOwners(change, around)]),
    },
    azuread_application_identifier_uri: {
      noun: 'identifier',
      shown: ['identifier_uri'],
      changed: 'sign-on-changed',
      destroyed: 'sign-on-changed',
    },
    azuread_application_redirect_uris: {
      noun: 'redirect URIs of the application',
      shown: ['type', { path: 'redirect_uris', kind: 'redirect-uri-added', when: grows, created: true }],
      changed: 'sign-on-changed',
      destroyed: 'sign-on-changed',
    },
    azuread_application_api_access: {
      noun: 'permissions of the application',
      shown: [
        'api_client_id',
        { path: 'role_ids', kind: 'permission-requested', when: grows },
        { path: 'scope_ids', kind: 'permission-requested', when: grows },
      ],
      created: 'permission-requested',
      replaced: 'permission-requested',
    },
  },
);

/** Whether a change adds permissions. Permissions that are not known yet count as added. */
function addsPermissions(after: readonly Json[], before: readonly Json[]): boolean {
  const known = new Set(permissions(before));
  return permissions(after).some((permission) => !known.has(permission));
}

function permissions(blocks: readonly Json[]): string[] {
  return blocks.flatMap((block) => {
    if (!isObject(block)) return [UNKNOWN];
    const { resource_app_id: api = null, resource_access: access } = block;
    return Array.isArray(access) ? access.map((one: Json) => JSON.stringify([api, one])) : [UNKNOWN];
  });
}

/**
 * Attributes of an application or its service principal that decide how people sign in. The sign-in audience is not
 * listed, because a change to it is reported separately.
 */
const SIGN_ON: readonly string[] = [
  'api',
  'device_only_auth_enabled',
  'fallback_public_client_enabled',
  'group_membership_claims',
  'identifier_uris',
  'login_url',
  'oauth2_post_response_required',
  'optional_claims',
  'preferred_single_sign_on_mode',
  'public_client',
  'saml_single_sign_on',
  'single_page_application',
  'web',
];

/**
 * Reports changes to single sign-on. Sign-on and provisioning share one application, so a plan that is meant for
 * provisioning may break sign-on without anybody noticing.
 */
function explainSignOn(change: Change, what: string): Finding<'sign-on-changed'>[] {
  if (change.action !== 'update') return [];
  const unshown = change.changedNames().filter((name) => SIGN_ON.includes(name));
  return unshown.length === 0 ? [] : [{ kind: 'sign-on-changed', address: change.address, what, unshown }];
}

function mirrorsApplication({ after }: Change, plan: Plan): boolean {
  const application = after.text('client_id');
  return plan.changes.some(
    ({ type, before }) => type === 'azuread_application' && before.text('client_id') === application,
  );
}
