import type { Change } from '../plan/change';

import { describe } from './describe';
import type { Finding } from './finding';

/** What settles how people sign in with an application, per type. The audience is watched by itself. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  azuread_application: [
    'api',
    'device_only_auth_enabled',
    'fallback_public_client_enabled',
    'group_membership_claims',
    'identifier_uris',
    'oauth2_post_response_required',
    'optional_claims',
    'public_client',
    'single_page_application',
    'web',
  ],
  azuread_service_principal: ['login_url', 'preferred_single_sign_on_mode', 'saml_single_sign_on'],
};

/** Single sign-on stands beside provisioning on the same application, and breaks where nobody looks for it. */
export function explainSignOn(change: Change): Finding[] {
  if (change.action !== 'update') return [];
  const unshown = change.changedNames().filter((name) => SETTINGS[change.type]?.includes(name));
  if (unshown.length === 0) return [];
  return [{ kind: 'sign-on-changed', address: change.address, what: describe(change), unshown }];
}
