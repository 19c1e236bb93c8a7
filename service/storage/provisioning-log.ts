import { type RawBuilder, sql } from 'kysely';

import { type AccountChanges, accountChanges, type MembershipChange } from '../directory/account-changes';
import type { Origin } from '../directory/store';
import type { Resource } from '../scim/resource';
import { foldCase } from '../scim/text';

import { type Parameter, type Statement, statement } from './statement';

/** What the provisioning log records about a change, besides its time. */
export interface LogEntry extends Origin {
  readonly tenant: string;
  readonly action: 'change' | 'create' | 'delete' | 'restore';
  readonly id: string;

  /** userName or displayName of the resource after the change; before it for a deletion. */
  readonly name: string;

  /** Folded name that the change took away: that of a resource which was renamed or deleted. Null otherwise. */
  readonly formerNameKey: string | null;

  readonly externalId: string | null;

  /** Version that the change made. A deletion counts as one. */
  readonly version: number;

  /** Names of the attributes that changed, never their values. */
  readonly changed: readonly string[];

  /** The few values that are kept. */
  readonly changes: AccountChanges;
}

/** A table whose changes are logged, and the type of its resources. */
const LOGGED = { groups: 'Group', users: 'User' } as const;

export type LoggedTable = keyof typeof LOGGED;

/**
 * Appends an entry to the log.
 *
 * @param each has an entry appended for each of its rows, which the same statement changed. So a change is logged exactly
 *   when it happened. @default - one entry is appended.
 * @param at time of the change. @default - that at which the statement arrived: it is sent under the resource's lock.
 */
export function appendEntry<Arguments extends LogEntry>(
  table: LoggedTable,
  parameter: Parameter<Arguments>,
  each?: RawBuilder<unknown>,
  at?: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const values = sql`
    ${parameter('tenant')}, ${parameter('requestId')}, ${parameter('tokenId')}, ${parameter('action')},
    ${sql.lit(LOGGED[table])}, ${parameter('id')}::uuid, ${parameter('name')}, ${parameter('formerNameKey')},
    ${parameter('externalId')}, ${parameter('version')}::integer, ${parameter('changed')}::text[],
    ${parameter('changes')}::jsonb${at ? sql`, ${at}` : sql``}`;
  return sql`
    insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name,
                                  former_name_key, external_id, version, attributes, changes${at ? sql`, at` : sql``})
    ${each ? sql`select ${values} from ${each}` : sql`values (${values})`}`;
}

/** Appends an entry by itself, for a resource of a table. */
export const LOG: Readonly<Record<LoggedTable, Statement<LogEntry>>> = {
  groups: statement('log-groups', (value) => appendEntry('groups', value)),
  users: statement('log-users', (value) => appendEntry('users', value)),
};

/** What the log keeps of a state of a resource. */
export type LoggedState = Pick<Resource, 'attributes' | 'id' | 'version'>;

/** A change as a store knows it. */
export interface LoggedChange {
  readonly action: LogEntry['action'];

  /** Undefined for a creation. */
  readonly before?: LoggedState;

  /** Undefined for a deletion. */
  readonly after?: LoggedState;

  readonly changed: readonly string[];
  readonly members?: MembershipChange;
}

/** The entry that records a change. */
export function entryOf(
  tenant: string,
  { requestId, tokenId }: Origin,
  { action, before, after, changed, members }: LoggedChange,
): LogEntry {
  const { id, version, attributes } = (after ?? before) as LoggedState;
  const changes = accountChanges(before?.attributes, after?.attributes);
  return {
    tenant,
    requestId,
    tokenId,
    action,
    id,
    name: nameOf(attributes),
    formerNameKey: formerNameKey(before, after),
    externalId: typeof attributes['externalId'] === 'string' ? attributes['externalId'] : null,
    version: after ? version : version + 1,
    changed,
    changes: members ? Object.assign(changes, { members }) : changes,
  };
}

/** A user's userName, a group's displayName. */
function nameOf({ userName, displayName }: Resource['attributes']): string {
  return String(userName ?? displayName);
}

function formerNameKey(before: LoggedState | undefined, after: LoggedState | undefined): string | null {
  if (!before) return null;
  const key = foldCase(nameOf(before.attributes));
  return after && foldCase(nameOf(after.attributes)) === key ? null : key;
}
