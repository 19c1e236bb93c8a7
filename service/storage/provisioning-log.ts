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

/**
 * Writes a log entry for each row of `changed`, an expression of the same statement that names the rows it changed. So
 * a change is logged exactly when it happened.
 */
export function logChange<Arguments extends LogEntry>(
  resourceType: 'Group' | 'User',
  changed: string,
  parameter: Parameter<Arguments>,
): RawBuilder<unknown> {
  return sql`
    insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, attributes)
    select ${parameter('tenant')}, ${parameter('requestId')}, ${parameter('tokenId')}, ${parameter('action')},
           ${sql.lit(resourceType)}, id, ${parameter('changed')}::text[]
    from ${sql.ref(changed)}`;
}
