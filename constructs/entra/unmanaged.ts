/**
 * Attributes of an application or a service principal that are left to whoever set them: how people sign in, the API
 * that the application offers, what it may call, its pages.
 *
 * The provider removes whatever is not declared, and sends all attributes of an application with every change. So an
 * application that also signs people in would lose its reply URLs and its sign-on mode when it is taken over, and again
 * whenever an admin had set them. Ignored attributes are sent back as they are in Entra.
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
    'features', // former name of the tags
    'login_url',
    'preferred_single_sign_on_mode',
    'saml_single_sign_on',
  ],
};
