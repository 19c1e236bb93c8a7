import type { AccountChanges, MemberName, ValueChange } from '../directory/account-changes';
import type { JsonObject } from '../scim/json';

import type { EventType } from './event-type';
import type { HistoryRow } from './history-row';

/** The facts that an event reports, before its resource has been read. */
export interface Happening {
  readonly type: EventType;
  readonly subject: Subject;
  readonly previous?: JsonObject;
  readonly attributes?: readonly string[];
  readonly group?: NamedGroup;
}

/** A group, with the name that it had when the change was made. */
export interface NamedGroup {
  readonly id: string;
  readonly displayName: string;
}

/** The user or group that an event is about, with its names after the change. */
export interface Subject {
  readonly type: 'Group' | 'User';
  readonly id: string;
  readonly name: string | null;
  readonly externalId: string | null;
}

/** Translates a change into zero or more events. The same change always gives the same events in the same order. */
export function happeningsOf(row: HistoryRow): readonly Happening[] {
  const { type, id, name, externalId } = row;
  if (type === 'Stream' || type === 'Account') return [];
  const subject = { type, id, name, externalId };
  return type === 'User' ? userHappenings(row, subject) : groupHappenings(row, subject);
}

function userHappenings({ action, attributes, changes }: HistoryRow, subject: Subject): readonly Happening[] {
  if (action === 'create') return [{ type: 'user.created', subject }];
  if (action === 'delete') return [{ type: 'user.deleted', subject }];
  const { userName, role, active } = changes;
  const happenings: Happening[] = [];
  if (userName) happenings.push({ type: 'user.renamed', subject, previous: previousOf({ userName }) });
  if (role) happenings.push({ type: 'user.role_changed', subject, previous: previousOf({ role }) });
  if (active) {
    const type = active.after === true ? 'user.restored' : 'user.deactivated';
    happenings.push({ type, subject, previous: previousOf({ active }) });
  }
  const others = attributes.filter((name) => !isToldApart(name, changes));
  if (others.length > 0) happenings.push(updated('user.updated', subject, others, changes));
  return happenings;
}

function groupHappenings({ action, attributes, changes }: HistoryRow, subject: Subject): readonly Happening[] {
  const { displayName, members } = changes;
  const group = { id: subject.id, displayName: subject.name ?? '' };
  const moves = [
    ...(members?.removed ?? []).map((user) => move('user.left_group', user, group)),
    ...(members?.added ?? []).map((user) => move('user.joined_group', user, group)),
  ];
  if (action === 'create') return [{ type: 'group.created', subject }, ...moves];
  if (action === 'delete') return [...moves, { type: 'group.deleted', subject }];
  const others = attributes.filter((name) => name !== 'members' && name !== 'displayName');
  return [
    ...(displayName ? [{ type: 'group.renamed' as const, subject, previous: previousOf({ displayName }) }] : []),
    ...(others.length > 0 ? [updated('group.updated', subject, others, {})] : []),
    ...moves,
  ];
}

/** Whether changes to this attribute are reported by a separate type of event. */
function isToldApart(name: string, { userName, role, active }: AccountChanges): boolean {
  return (
    (name === 'userName' && userName !== undefined) ||
    (name === 'roles' && role !== undefined) ||
    (name === 'active' && active !== undefined)
  );
}

function updated(
  type: EventType,
  subject: Subject,
  attributes: readonly string[],
  { displayName }: AccountChanges,
): Happening {
  return { type, subject, attributes, ...(displayName ? { previous: previousOf({ displayName }) } : {}) };
}

function move(type: EventType, { id, name }: MemberName, group: NamedGroup): Happening {
  return { type, subject: { type: 'User', id, name: name ?? null, externalId: null }, group };
}

function previousOf(changes: Readonly<Record<string, ValueChange<unknown>>>): JsonObject {
  return Object.fromEntries(Object.entries(changes).map(([name, { before }]) => [name, before ?? null]));
}
