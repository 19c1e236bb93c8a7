import type { EntraCalls } from '../directory/entra-calls';
import type { HistoryEntry, RefusedRequest } from '../directory/history';
import type { Tenant } from '../directory/tenant';

/** A token as the page shows it. */
export interface AccountToken {
  readonly id: string;
  readonly createdAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly acceptedAt: Date | undefined;
}

/** All the data that the page shows about an account. */
export interface Account {
  readonly tenant: Tenant;
  readonly tenantUrl: string;

  /** The tokens that have not been revoked. Some of them may have expired. */
  readonly tokens: readonly AccountToken[];

  /** Total number of tokens ever created in the portal for this account. */
  readonly tokensMade: number;

  /** Entra's last requests, whichever token they used. */
  readonly calls: EntraCalls;

  /** The latest changes to users and groups, and Entra's latest refused requests. */
  readonly changes: readonly HistoryEntry[];
  readonly refusals: readonly (RefusedRequest & { readonly remedy: string })[];
  readonly now: Date;
}

export function isValid({ expiresAt }: AccountToken, now: Date): boolean {
  return expiresAt === undefined || expiresAt > now;
}
