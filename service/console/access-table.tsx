import type { VNode } from 'preact';
import type { z } from 'zod';

import type { accessSchema } from '../admin/schemas';
import { Instant } from '../pages/instant';
import { Judged } from '../pages/judgement';
import { Table } from '../pages/table';

import { tenantUrl } from './tenant-frame';

/** Number of groups that a row names. The user's page names all of them. */
const GROUPS_NAMED = 3;

type Access = z.output<typeof accessSchema>;

interface AccessTableProps {
  readonly tenant: string;
  readonly users: readonly Access[];
}

/** A table of users and the access that each has or had, with the request that gave it. */
export function AccessTable({ tenant, users }: AccessTableProps): VNode {
  return (
    <Table columns={['User', 'Access', 'Role', 'Since', 'By request, token', 'Groups']}>
      {users.map(({ id, userName, active, role, defaultRole, since, requestId, tokenId, groups }) => (
        <tr key={id}>
          <th scope="row">
            <a href={tenantUrl(tenant, 'users', id)}>{userName ?? id}</a>
          </th>
          <td data-label="Access">
            <Judged severity={active ? 'good' : 'off'}>{active ? 'active' : 'inactive'}</Judged>
          </td>
          <td data-label="Role">
            {role ?? <span class="muted">{defaultRole === null ? 'none' : `${defaultRole} (default)`}</span>}
          </td>
          <td data-label="Since">
            {since === null ? <span class="muted">before history</span> : <Instant at={since} />}
          </td>
          <td data-label="By request, token" class="mono">
            <span>
              {requestId ?? '–'}
              <small>{tokenId}</small>
            </span>
          </td>
          <td data-label="Groups">
            <Groups tenant={tenant} user={id} groups={groups} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Groups({
  tenant,
  user,
  groups,
}: {
  readonly tenant: string;
  readonly user: string;
  readonly groups: Access['groups'];
}) {
  if (groups.length === 0) return <span class="muted">none</span>;
  const more = groups.length - GROUPS_NAMED;
  return (
    <span>
      {groups.length}
      <small>
        {groups.slice(0, GROUPS_NAMED).map(({ id, name }, index) => (
          <>
            {index > 0 && ', '}
            <a href={tenantUrl(tenant, 'groups', id)}>{name}</a>
          </>
        ))}
        {more > 0 && (
          <>
            {' '}
            and <a href={tenantUrl(tenant, 'users', user)}>{more} more</a>
          </>
        )}
      </small>
    </span>
  );
}
