/**
 * Attributes that Terraform does not change in an application or a service principal: sign-in, the API that the
 * application offers, the APIs that it may call, and its web pages.
 *
 * With every change, the provider sends all attributes of an application, and removes the attributes that are not
 * declared. The application may also be used for sign-in. Without this list, it would lose its reply URLs and its
 * sign-on mode when Terraform takes it over, and again each time after an admin restores them. With `ignore_changes`,
 * the provider sends the values that are already in Entra.
 */
export interface Unmanaged {
  readonly application: readonly string[];
  readonly servicePrincipal: readonly string[];
}

export const UNMANAGED: Unmanaged = {
  application: [
    'api',
    'description',
    'device_only_auth_enabled',
    'fallback_public_client_enabled',
    'feature_tags',
    'group_membership_claims',
    'identifier_uris',
    'marketing_url',
    'oauth2_post_response_required',
    'optional_claims',
    'password',
    'privacy_statement_url',
    'public_client',
    'required_resource_access',
    'service_management_reference',
    'sign_in_audience',
    'single_page_application',
    'support_url',
    'terms_of_service_url',
    'web',
  ],
  servicePrincipal: [
    'account_enabled',
    'alternative_names',
    'description',
    'features', // the provider's former name for the tags
    'login_url',
    'preferred_single_sign_on_mode',
    'saml_single_sign_on',
  ],
};
