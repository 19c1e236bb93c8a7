import { sql } from 'kysely';
import type { QueryConfig } from 'pg';
import { v5 as uuidV5 } from 'uuid';

import type { Origin } from '../../directory/store';

import { statement } from './statement';

/**
 * Namespaces for the UUIDs of what people act on besides users and groups. The UUIDs are derived, because history
 * identifies everything by a UUID.
 */
const NAMESPACES = {
  Account: '6d1f7a52-8c0b-4b0e-9d6e-1d3f0a5b7c90',
  Stream: '5e0c4b0e-5a0b-4c43-9b0c-6b8c2f2f4c11',
} as const;

/** An action of a person that changes no user and no group. */
export interface Action {
  readonly tenant: string;
  readonly type: keyof typeof NAMESPACES;

  /** Identifies what the person acted on, among all of the same type. */
  readonly key: string;

  /** Name that history shows. */
  readonly name: string;

  readonly action: string;
}

export const NOTE_ACTION = statement<Omit<Action, 'key'> & Origin & { readonly id: string }>(
  'note-action',
  (value) => sql`
    insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, attributes)
    values (${value('tenant')}, ${value('requestId')}, ${value('tokenId')}, ${value('action')}, ${value('type')},
            ${value('id')}, ${value('name')}, '{}')`,
);

/** Builds the statement that logs an action. The entry has no version, so it never becomes an event. */
export function noteAction({ key, ...action }: Action, by: Origin): QueryConfig {
  return NOTE_ACTION.with({ ...action, ...by, id: uuidV5(key, NAMESPACES[action.type]) });
}
