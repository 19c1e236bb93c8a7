import { type RawBuilder, sql } from 'kysely';

import type { Origin } from '../directory/store';

import type { Parameter } from './statement';

/** What the provisioning log records about a change, besides its time. */
export interface LogEntry extends Origin {
  readonly tenant: string;
  readonly action: 'change' | 'create' | 'delete' | 'restore';
  readonly id: string;

  /** Names of the attributes that changed, never their values. */
  readonly changed: readonly string[];
}

/** A table whose changes are logged, and the type of its resources. */
export const LOGGED = { groups: 'Group', users: 'User' } as const;

export type LoggedTable = keyof typeof LOGGED;

/**
 * Appends an entry to the log.
 *
 * @param each has an entry appended for each of its rows, which the same statement changed. So a change is logged exactly
 *   when it happened. @default - one entry is appended.
 */
export function appendEntry<Arguments extends LogEntry>(
  table: LoggedTable,
  parameter: Parameter<Arguments>,
  each?: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const values = sql`
    ${parameter('tenant')}, ${parameter('requestId')}, ${parameter('tokenId')}, ${parameter('action')},
    ${sql.lit(LOGGED[table])}, ${parameter('id')}::uuid, ${parameter('changed')}::text[]`;
  return sql`
    insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, attributes)
    ${each ? sql`select ${values} from ${each}` : sql`values (${values})`}`;
}
