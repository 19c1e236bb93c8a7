/** Id of the token that provisions the demo tenant, which has no file, no stack and no account in the portal. */
export const DEMO_TOKEN_ID = 'demo';
