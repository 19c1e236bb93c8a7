/**
 * Name of the Key Vault secret that seals sessions of the console and the portal. It has no generation: to rotate it,
 * store a new version of the secret, and Azure restarts the service with it.
 */
export const SESSION_SECRET_NAME = 'scim-session';
