import { type RawBuilder, sql } from 'kysely';

import type { Origin } from '../../directory/store';
import { appendEntry, type LogEntry } from '../statements/provisioning-log';
import { type Parameter, type Statement, statement } from '../statements/statement';

import type { GroupRow } from './group-row';
import { COLUMNS, type GroupKey } from './group-statements';

/** One member joins or leaves a group. This is the change to groups that Entra sends most often. */
export interface MemberMove extends GroupKey, Origin {
  readonly user: string;

  /** Time of the change. */
  readonly now: string;
}

/** The group after the change. There is no row if the group does not exist. */
export interface MovedRow extends GroupRow {
  /** Whether the user exists. */
  readonly is_known: boolean;
}

// Changes to one group run one after the other. Each change here is a single statement, so the group stays locked only
// while PostgreSQL works, not while PostgreSQL waits for the service. A cluster cannot run these statements, because
// each of them writes to several tables.

export const MOVE_IN = moving('move-in', true, {
  // `for key share` keeps other transactions from removing the user before the membership exists.
  member: (value) => sql`
    select users.id, user_name from users, "group"
     where users.tenant_id = ${value('tenant')} and users.id = ${value('user')} for key share of users`,
  moved: (value) => sql`
    insert into members (tenant_id, group_id, user_id)
    select ${value('tenant')}, ${value('group')}, member.id from member
    on conflict do nothing
    returning user_id`,
});

export const MOVE_OUT = moving('move-out', false, {
  member: (value) => sql`
    select id, user_name from users where tenant_id = ${value('tenant')} and id = ${value('user')}`,
  moved: (value) => sql`
    delete from members using "group"
     where tenant_id = ${value('tenant')} and group_id = "group".id and user_id = ${value('user')}
    returning user_id`,
});

/** The parts in which joining and leaving differ. Both can refer to the locked group as `"group"`. */
interface Parts {
  /** Finds the user. */
  readonly member: (value: Parameter<MemberMove>) => RawBuilder<unknown>;

  /** Adds or removes the membership. Returns a row only if the membership changes. */
  readonly moved: (value: Parameter<MemberMove>) => RawBuilder<unknown>;
}

function moving(name: string, joined: boolean, { member, moved }: Parts): Statement<MemberMove> {
  return statement<MemberMove>(
    name,
    (value) => sql`
      with "group" as (
        select ${COLUMNS} from groups
         where tenant_id = ${value('tenant')} and id = ${value('group')} for no key update
      ), member as (${member(value)}), moved as (${moved(value)}), changed as (
        update groups set version = version + 1, last_modified = greatest(last_modified, ${value('now')}::timestamptz)
         where tenant_id = ${value('tenant')} and id = ${value('group')} and exists (select from moved)
        returning id, display_name, external_id, version, last_modified, clock_timestamp() as at
      ), log as (
        ${appendEntry('groups', entryOf(value, joined), sql`changed, member`, sql`changed.at`)}
      ), membership as (
        insert into membership_log (tenant_id, user_id, group_id, version, group_name, joined, request_id, token_id, at)
        select ${value('tenant')}, ${value('user')}, id, version, display_name, ${sql.lit(joined)},
               ${value('requestId')}, ${value('tokenId')}, at from changed
      )
      select "group".id, "group".display_name, "group".external_id, attributes, created,
             coalesce(changed.version, "group".version) as version,
             coalesce(changed.last_modified, "group".last_modified) as last_modified,
             exists (select from member) as is_known
        from "group" left join changed on true`,
  );
}

/**
 * The entry for the provisioning log, built from the rows that the statement finds. Its time is read while the group is
 * locked, so the entries of a group are in order.
 */
function entryOf(value: Parameter<MemberMove>, joined: boolean): Parameter<LogEntry> {
  const [side, other] = joined ? ['added', 'removed'] : ['removed', 'added'];
  const members = sql`jsonb_build_array(jsonb_build_object('id', member.id, 'name', member.user_name))`;
  const values: Record<keyof LogEntry, RawBuilder<unknown>> = {
    tenant: value('tenant'),
    requestId: value('requestId'),
    tokenId: value('tokenId'),
    action: sql.lit('change'),
    id: sql`changed.id`,
    name: sql`changed.display_name`,
    formerNameKey: sql.lit(null),
    externalId: sql`changed.external_id`,
    version: sql`changed.version`,
    changed: sql.lit('{members}'),
    changes: sql`jsonb_build_object('members', jsonb_build_object(${sql.lit(side)}, ${members}, ${sql.lit(other)}, '[]'::jsonb))`,
  };
  return (name) => values[name] as RawBuilder<never>;
}
