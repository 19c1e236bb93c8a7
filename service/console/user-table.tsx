import type { VNode } from 'preact';
import type { z } from 'zod';

import type { listedUserSchema } from '../admin/schemas';
import { Ago } from '../pages/instant';
import { Judged } from '../pages/judgement';
import { Table } from '../pages/table';

import { tenantUrl } from './tenant-frame';

interface UserTableProps {
  readonly tenant: string;
  readonly users: readonly z.output<typeof listedUserSchema>[];
  readonly now: Date;
}

/** A table of users and their access. */
export function UserTable({ tenant, users, now }: UserTableProps): VNode {
  return (
    <Table columns={['User', 'Name', 'Access', 'Role', 'Since']}>
      {users.map(({ id, userName, displayName, active, role, since }) => (
        <tr key={id}>
          <th scope="row">
            <a href={tenantUrl(tenant, 'users', id)}>{userName}</a>
          </th>
          <td data-label="Name">{displayName ?? '–'}</td>
          <td data-label="Access">
            <Judged severity={active ? 'good' : 'off'}>{active ? 'active' : 'inactive'}</Judged>
          </td>
          <td data-label="Role">{role ?? <span class="muted">none</span>}</td>
          <td data-label="Since">
            <Ago at={since} now={now} never="before history" />
          </td>
        </tr>
      ))}
    </Table>
  );
}
