import type { UserAccess } from '../../service/directory/history';
import { ACCESS_COLUMNS } from '../../service/directory/history-columns';
import type { Rendered } from '../history/format';
import { localTime } from '../history/time';

/** The access that a user of a tenant has. */
export interface TenantAccess extends UserAccess {
  readonly tenant: string;
}

/** Prepares a list of users and their access for printing. */
export function accessList(items: readonly TenantAccess[]): Rendered<TenantAccess> {
  return {
    items,
    table: [
      { title: 'tenant', cell: ({ tenant }) => tenant },
      { title: 'user', cell: ({ userName, id }) => userName ?? id },
      { title: 'role', cell: ({ role }) => role ?? '–' },
      { title: 'active', cell: ({ active }) => (active ? 'yes' : 'no') },
      { title: 'since', cell: ({ since }) => (since ? localTime(since) : 'before history') },
      { title: 'token', cell: ({ tokenId }) => tokenId ?? '' },
      { title: 'request id', cell: ({ requestId }) => requestId ?? '' },
      { title: 'groups', cell: ({ groups }) => groups.map(({ name }) => name).join('; ') },
    ],
    csv: ACCESS_COLUMNS,
  };
}
