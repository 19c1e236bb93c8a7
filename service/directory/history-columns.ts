import { describeChange } from './described-change';
import type { HistoryEntry, RefusedRequest, UserAccess } from './history';

/** A column of a CSV file: its heading, and the text of its cells. */
export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => string;
}

/** An item whose time may be a string in ISO 8601, as the admin API sends it. */
type At<Item> = Omit<Item, 'at'> & { readonly at: Date | string };
type Since<Item> = Omit<Item, 'since'> & { readonly since: Date | string | null };

/** A user's access, and the tenant in which the user has it. */
type AccessInTenant = Since<UserAccess> & { readonly tenant: string };

/** The columns of a file with changes. */
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
  { title: 'group', cell: ({ group }) => group?.name ?? '' },
  { title: 'groupId', cell: ({ group }) => group?.id ?? '' },
  { title: 'tokenId', cell: ({ tokenId }) => tokenId },
  { title: 'requestId', cell: ({ requestId }) => requestId },
];

/** The columns of a file with refused requests and their remedies. */
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

/** The columns of an access review. */
export const ACCESS_COLUMNS: readonly Column<AccessInTenant>[] = [
  { title: 'tenant', cell: ({ tenant }) => tenant },
  { title: 'userName', cell: ({ userName }) => userName ?? '' },
  { title: 'id', cell: ({ id }) => id },
  { title: 'externalId', cell: ({ externalId }) => externalId ?? '' },
  { title: 'role', cell: ({ role }) => role ?? '' },
  { title: 'active', cell: ({ active }) => String(active) },
  { title: 'since', cell: ({ since }) => (since === null ? '' : isoOf(since)) },
  { title: 'tokenId', cell: ({ tokenId }) => tokenId ?? '' },
  { title: 'requestId', cell: ({ requestId }) => requestId ?? '' },
  { title: 'groups', cell: ({ groups }) => groups.map(({ name }) => name).join('; ') },
];

function isoOf(at: Date | string): string {
  return new Date(at).toISOString();
}
