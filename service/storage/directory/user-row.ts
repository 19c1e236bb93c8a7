import type { Related, User } from '../../directory/store';
import { isObject } from '../../scim/json';
import type { Attributes, Resource } from '../../scim/resource';
import { foldCase } from '../../scim/text';
import { type ResourceRow, toResource } from '../search/resource-row';
import type { LogEntry } from '../statements/provisioning-log';

/** Data that belongs to a user but is stored in other rows. */
export interface RelatedRow {
  /**
   * The names of the user's groups, by the groups' ids. Null when there are none. Undefined when they were not requested.
   */
  readonly groups?: Readonly<Record<string, string>> | null;

  /**
   * The manager of the user. Null when no such user exists. Undefined when the manager was not requested, as in lists.
   */
  readonly manager?: Related | null;
}

/** A user's row as read from the database. */
export interface UserRow extends ResourceRow, RelatedRow {
  readonly user_name: string;
  readonly active: boolean;
  readonly changed_by: string;
}

/** A user's row that is about to be written, with its entry for the provisioning log. */
export interface UserToWrite extends LogEntry {
  readonly userName: string;
  readonly userNameKey: string;
  readonly externalId: string | null;
  readonly active: boolean;
  readonly attributes: Attributes;
  readonly emailKeys: readonly string[];
  readonly version: number;
  readonly created: string;
  readonly lastModified: string;
}

/** Converts a user to values for the columns of its row. */
export function toRow(user: Resource) {
  const { id, attributes, version, created, lastModified } = user;
  const { userName, externalId, active, ...rest } = attributes;
  return {
    id,
    userName: String(userName),
    userNameKey: foldCase(String(userName)),
    externalId: typeof externalId === 'string' ? externalId : null,
    active: active === true,
    attributes: rest,
    emailKeys: emailKeys(user),
    version,
    created: created.toISOString(),
    lastModified: lastModified.toISOString(),
  };
}

/** The user's case-folded e-mail addresses, by which searches find the user. */
export function emailKeys({ attributes: { emails } }: Resource): string[] {
  const values = (Array.isArray(emails) ? (emails as unknown[]) : []).filter(isObject).map(({ value }) => value);
  return [...new Set(values.filter((value) => typeof value === 'string').map(foldCase))];
}

export function toUser(row: UserRow): User {
  const resource = toResource(row, { userName: row.user_name, active: row.active });
  return Object.assign(resource, { changedBy: row.changed_by }, toRelated(row));
}

/** The groups and the manager, if they were requested. */
export function toRelated({ groups, manager }: RelatedRow): Pick<User, 'groups' | 'manager'> {
  return Object.assign(
    groups === undefined ? {} : { groups: inOrder(groups ?? {}) },
    manager ? { manager } : undefined,
  );
}

/** The groups in the order of their ids. Sorting a user's few groups here costs less than in PostgreSQL. */
function inOrder(names: Readonly<Record<string, string>>): Related[] {
  return Object.entries(names)
    .map(([id, display]) => ({ id, display }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}
