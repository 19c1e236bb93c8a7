import type { MemberName } from './account-changes';
import { describeChange } from './described-change';
import type { HistoryEntry, RefusedRequest, UserAccess } from './history';
import type { InEffect } from './role-in-effect';

/** A column of a CSV file: its heading, and a function that returns the text of a cell. */
export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => string;
}

/** An item whose time may also be an ISO 8601 string, as in answers of the admin API. */
type At<Item> = Omit<Item, 'at'> & { readonly at: Date | string };
type Since<Item> = Omit<Item, 'since'> & { readonly since: Date | string | null };

/** The access of one user in one tenant. */
type AccessInTenant = InEffect<Since<UserAccess>> & { readonly tenant: string };

/** The columns of a CSV file of changes. */
export const CHANGE_COLUMNS: readonly Column<At<HistoryEntry>>[] = [
  { title: 'at', cell: ({ at }) => isoOf(at) },
  { title: 'type', cell: ({ type }) => type },
  { title: 'id', cell: ({ id }) => id },
  { title: 'name', cell: ({ name }) => name ?? '' },
  { title: 'externalId', cell: ({ externalId }) => externalId ?? '' },
  { title: 'action', cell: ({ action }) => action },
  { title: 'what', cell: describeChange },
  { title: 'roleBefore', cell: ({ changes: { role } }) => role?.before ?? '' },
  { title: 'roleAfter', cell: ({ changes: { role } }) => role?.after ?? '' },
  { title: 'activeBefore', cell: ({ changes: { active } }) => String(active?.before ?? '') },
  { title: 'activeAfter', cell: ({ changes: { active } }) => String(active?.after ?? '') },
  { title: 'membersAdded', cell: ({ changes: { members } }) => namesOf(members?.added) },
  { title: 'membersRemoved', cell: ({ changes: { members } }) => namesOf(members?.removed) },
  { title: 'group', cell: ({ group }) => group?.name ?? '' },
  { title: 'groupId', cell: ({ group }) => group?.id ?? '' },
  { title: 'tokenId', cell: ({ tokenId }) => tokenId },
  { title: 'requestId', cell: ({ requestId }) => requestId },
];

/** The columns of a CSV file of refused requests and their remedies. */
export const REFUSAL_COLUMNS: readonly Column<At<RefusedRequest> & { readonly remedy: string }>[] = [
  { title: 'at', cell: ({ at }) => isoOf(at) },
  { title: 'route', cell: ({ route }) => route },
  { title: 'resourceId', cell: ({ resourceId }) => resourceId ?? '' },
  { title: 'status', cell: ({ status }) => String(status) },
  { title: 'scimType', cell: ({ scimType }) => scimType ?? '' },
  { title: 'detail', cell: ({ detail }) => detail },
  { title: 'remedy', cell: ({ remedy }) => remedy },
  { title: 'tokenId', cell: ({ tokenId }) => tokenId ?? '' },
  { title: 'requestId', cell: ({ requestId }) => requestId },
];

/** The columns of a CSV file for an access review. */
export const ACCESS_COLUMNS: readonly Column<AccessInTenant>[] = [
  { title: 'tenant', cell: ({ tenant }) => tenant },
  { title: 'userName', cell: ({ userName }) => userName ?? '' },
  { title: 'id', cell: ({ id }) => id },
  { title: 'externalId', cell: ({ externalId }) => externalId ?? '' },
  { title: 'role', cell: ({ role }) => role ?? '' },
  { title: 'defaultRole', cell: ({ defaultRole }) => defaultRole ?? '' },
  { title: 'active', cell: ({ active }) => String(active) },
  { title: 'since', cell: ({ since }) => (since === null ? '' : isoOf(since)) },
  { title: 'tokenId', cell: ({ tokenId }) => tokenId ?? '' },
  { title: 'requestId', cell: ({ requestId }) => requestId ?? '' },
  { title: 'groups', cell: ({ groups }) => groups.map(({ name }) => name).join('; ') },
];

/** All members by name, or by id if the name was removed from history. */
function namesOf(members: readonly MemberName[] = []): string {
  return members.map(({ id, name }) => name ?? id).join('; ');
}

function isoOf(at: Date | string): string {
  return new Date(at).toISOString();
}
