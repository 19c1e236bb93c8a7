/** What somebody may do in the admin API: an auditor reads, an operator acts too. The values of Entra's app roles. */
export const ADMIN_ROLES = ['auditor', 'operator'] as const;

export type AdminRole = (typeof ADMIN_ROLES)[number];

/** Somebody who uses the admin API. */
export interface AdminPrincipal {
  /** Names the principal in the log: object id of a user or application in Entra, or `key`. */
  readonly id: string;
  readonly roles: readonly AdminRole[];
}

/** The application in Entra whose roles say who may use the admin API. */
export interface AdminApplication {
  /** Client id of the application. Tokens are issued to it. */
  readonly clientId: string;

  /** The directory (tenant id) whose people and applications are let in. */
  readonly directoryId: string;

  /** Origin that tokens come from, for example `https://login.microsoftonline.com`. */
  readonly authority: string;
}

/** Finds out who presents a bearer token. Undefined for nobody who is known. */
export type Identify = (presented: string) => Promise<AdminPrincipal | undefined>;

export function may({ roles }: AdminPrincipal, role: AdminRole): boolean {
  return roles.includes(role) || roles.includes('operator');
}
