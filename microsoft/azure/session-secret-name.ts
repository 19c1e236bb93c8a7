/**
 * Name of the Key Vault secret whose key encrypts sessions of the service's console and portal. The name contains no
 * generation: to rotate the secret, store a new version of it. Azure then restarts the service with the new version.
 */
export const SESSION_SECRET_NAME = 'scim-session';
