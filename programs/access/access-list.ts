import type { UserAccess } from '../../service/directory/history';
import { ACCESS_COLUMNS } from '../../service/directory/history-columns';
import type { InEffect } from '../../service/directory/role-in-effect';
import type { Rendered } from '../history/format';
import { localTime } from '../history/time';

/** The access that a user of a tenant has. */
export type TenantAccess = InEffect<UserAccess> & { readonly tenant: string };

/** Prepares a list of users and their access for printing. */
export function accessList(items: readonly TenantAccess[]): Rendered<TenantAccess> {
  return {
    items,
    table: [
      { title: 'tenant', cell: ({ tenant }) => tenant },
      { title: 'user', cell: ({ userName, id }) => userName ?? id },
      { title: 'role', cell: roleOf },
      { title: 'active', cell: ({ active }) => (active ? 'yes' : 'no') },
      { title: 'since', cell: ({ since }) => (since ? localTime(since) : 'before history') },
      { title: 'token', cell: ({ tokenId }) => tokenId ?? '' },
      { title: 'request id', cell: ({ requestId }) => requestId ?? '' },
      { title: 'groups', cell: ({ groups }) => groups.map(({ name }) => name).join('; ') },
    ],
    csv: ACCESS_COLUMNS,
  };
}

function roleOf({ role, defaultRole }: TenantAccess): string {
  return role ?? (defaultRole === null ? '–' : `${defaultRole} (default)`);
}
