/**
 * Roles in the admin API. An auditor may read, and an operator may read and act. The values are the same as those of
 * the app roles in Entra.
 */
export const ADMIN_ROLES = ['auditor', 'operator'] as const;

export type AdminRole = (typeof ADMIN_ROLES)[number];

/** A person or application that uses the admin API. */
export interface AdminPrincipal {
  /** Identifies the principal in the log: the object id of a user or application in Entra, or `key`. */
  readonly id: string;
  readonly roles: readonly AdminRole[];
}

/** The application in Entra whose app roles give access to the admin API. */
export interface AdminApplication {
  /** Client id of the application, which is the audience of its tokens. */
  readonly clientId: string;

  /** The directory (tenant id) whose people and applications may have access. */
  readonly directoryId: string;

  /** Origin that issues tokens, for example `https://login.microsoftonline.com`. */
  readonly authority: string;
}

/** Finds the principal to whom a bearer token belongs. Returns undefined when the token is not valid. */
export type Identify = (presented: string) => Promise<AdminPrincipal | undefined>;

export function may({ roles }: AdminPrincipal, role: AdminRole): boolean {
  return roles.includes(role) || roles.includes('operator');
}
