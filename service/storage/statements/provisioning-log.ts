import { type RawBuilder, sql } from 'kysely';

import { type AccountChanges, accountChanges, type MembershipChange } from '../../directory/account-changes';
import type { Origin } from '../../directory/store';
import type { Resource } from '../../scim/resource';
import { foldCase } from '../../scim/text';

import { type Parameter, type Statement, statement } from './statement';

/**
 * An entry of the provisioning log, which describes a change. The time of the change is added when the entry is stored.
 */
export interface LogEntry extends Origin {
  readonly tenant: string;
  readonly action: 'change' | 'create' | 'delete' | 'restore';
  readonly id: string;

  /** userName or displayName of the resource after the change. For a deletion, the name before the deletion. */
  readonly name: string;

  /**
   * The former name of the resource, with the case folded, if the change renamed or deleted the resource. Otherwise
   * null.
   */
  readonly formerNameKey: string | null;

  readonly externalId: string | null;

  /** Version of the resource after the change. A deletion counts as a version. */
  readonly version: number;

  /** Names of the changed attributes, never their values. */
  readonly changed: readonly string[];

  /** Values before and after the change. The log keeps values of only a few attributes. */
  readonly changes: AccountChanges;
}

/** The tables whose changes are logged, and the resource type of each table. */
const LOGGED = { groups: 'Group', users: 'User' } as const;

export type LoggedTable = keyof typeof LOGGED;

/**
 * Appends an entry to the log.
 *
 * @param each the name of a common table expression with the rows that the same statement changed. One entry is
 * appended per row, so a change is logged if and only if it happened. @default - exactly one entry is appended.
 * @param at time of the change. @default - the time at which the statement arrived. This is correct if the resource is
 * already locked, or if the statement applies only to the version that was read beforehand.
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

/** Appends a single entry for a resource, as a separate statement. */
export const LOG: Readonly<Record<LoggedTable, Statement<LogEntry>>> = {
  groups: statement('log-groups', (value) => appendEntry('groups', value)),
  users: statement('log-users', (value) => appendEntry('users', value)),
};

/** The parts of a resource's state that the log uses. */
export type LoggedState = Pick<Resource, 'attributes' | 'id' | 'version'>;

/** A change as the stores describe it to the log. */
export interface LoggedChange {
  readonly action: LogEntry['action'];

  /** The resource before the change. Undefined for a creation. */
  readonly before?: LoggedState;

  /** The resource after the change. Undefined for a deletion. */
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

/** A user's userName or a group's displayName. */
function nameOf({ userName, displayName }: Resource['attributes']): string {
  return String(userName ?? displayName);
}

function formerNameKey(before: LoggedState | undefined, after: LoggedState | undefined): string | null {
  if (!before) return null;
  const key = foldCase(nameOf(before.attributes));
  return after && foldCase(nameOf(after.attributes)) === key ? null : key;
}
