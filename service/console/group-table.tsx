import type { VNode } from 'preact';
import type { z } from 'zod';

import type { listedGroupSchema } from '../admin/schemas';
import { MEMBERS_COUNTED_MAX } from '../directory/roster';
import { number } from '../pages/number';
import { Table } from '../pages/table';

import { tenantUrl } from './tenant-frame';

interface GroupTableProps {
  readonly tenant: string;
  readonly groups: readonly z.output<typeof listedGroupSchema>[];
}

/** A table of groups and the number of their members. */
export function GroupTable({ tenant, groups }: GroupTableProps): VNode {
  return (
    <Table columns={['Group', { number: 'Members' }, 'External id']}>
      {groups.map(({ id, displayName, externalId, members }) => (
        <tr key={id}>
          <th scope="row">
            <a href={tenantUrl(tenant, 'groups', id)}>{displayName}</a>
          </th>
          <td data-label="Members" class="number">
            {members === null ? `more than ${number(MEMBERS_COUNTED_MAX)}` : number(members)}
          </td>
          <td data-label="External id" class="mono">
            {externalId ?? '–'}
          </td>
        </tr>
      ))}
    </Table>
  );
}
