import type { UserAccess } from '../../service/directory/history';
import type { Rendered } from '../history/format';
import { localTime } from '../history/time';

/** The access that a user of a tenant has. */
export interface TenantAccess extends UserAccess {
  readonly tenant: string;
}

/** A list of users and their access, for printing. */
export function accessList(items: readonly TenantAccess[]): Rendered<TenantAccess> {
  const groups = ({ groups: each }: TenantAccess) => each.map(({ name }) => name).join('; ');
  return {
    items,
    table: [
      { title: 'tenant', cell: ({ tenant }) => tenant },
      { title: 'user', cell: ({ userName, id }) => userName ?? id },
      { title: 'role', cell: ({ role }) => role ?? '–' },
      { title: 'active', cell: ({ active }) => (active ? 'yes' : 'no') },
      { title: 'since', cell: ({ since }) => (since ? localTime(since) : 'before history') },
      { title: 'token', cell: ({ tokenId }) => tokenId ?? '' },
      { title: 'request', cell: ({ requestId }) => requestId ?? '' },
      { title: 'groups', cell: groups },
    ],
    csv: [
      { title: 'tenant', cell: ({ tenant }) => tenant },
      { title: 'userName', cell: ({ userName }) => userName ?? '' },
      { title: 'id', cell: ({ id }) => id },
      { title: 'externalId', cell: ({ externalId }) => externalId ?? '' },
      { title: 'role', cell: ({ role }) => role ?? '' },
      { title: 'active', cell: ({ active }) => String(active) },
      { title: 'since', cell: ({ since }) => since?.toISOString() ?? '' },
      { title: 'tokenId', cell: ({ tokenId }) => tokenId ?? '' },
      { title: 'requestId', cell: ({ requestId }) => requestId ?? '' },
      { title: 'groups', cell: groups },
    ],
  };
}
