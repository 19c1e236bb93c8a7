/**
 * Name of the Key Vault secret from which the service derives the key that encrypts sessions of its console and portal.
 * The name contains no generation: to rotate the secret, store a new version of it. Azure then restarts the service
 * with the new version.
 */
export const SESSION_SECRET_NAME = 'scim-session';
