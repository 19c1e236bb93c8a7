/**
 * What could be declared of an application or a service principal, and is left to whoever set it: how people sign in,
 * the API that the application offers, what it may call, what its pages are.
 *
 * The provider takes what is not declared for to be removed, and sends all of an application with every change of it.
 * So an application that signs people in as well would lose its reply URLs and its sign-on mode when it is taken over,
 * and again whenever an admin had set them. What is ignored goes back as it stands in Entra.
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
    'features', // the tags under their former name
    'login_url',
    'preferred_single_sign_on_mode',
    'saml_single_sign_on',
  ],
};
