import type { VNode } from 'preact';
import type { z } from 'zod';

import type { changeSchema } from '../admin/schemas';
import { describeChange } from '../directory/described-change';
import { Instant } from '../pages/instant';
import { Table } from '../pages/table';

import { tenantUrl } from './tenant-frame';

type Change = z.output<typeof changeSchema>;

/** A table of changes, latest first. */
export function ChangeTable({
  tenant,
  changes,
}: {
  readonly tenant: string;
  readonly changes: readonly Change[];
}): VNode {
  return (
    <Table columns={['When', 'User or group', 'Change', 'By', 'Request']}>
      {changes.map((change) => (
        <tr key={`${change.requestId} ${change.id} ${change.version ?? ''}`}>
          <td data-label="When">
            <Instant at={change.at} />
          </td>
          <td data-label={change.type}>
            {change.type === 'User' ? (
              <a href={tenantUrl(tenant, 'users', change.id)}>{change.name ?? change.id}</a>
            ) : (
              <span>
                {change.type === 'Group' ? (
                  <a href={tenantUrl(tenant, 'groups', change.id)}>{change.name ?? change.id}</a>
                ) : (
                  (change.name ?? change.id)
                )}{' '}
                <span class="muted">({change.type.toLowerCase()})</span>
              </span>
            )}
          </td>
          <td data-label="Change">{describeChange(change)}</td>
          <td data-label="By" class="mono">
            {change.tokenId}
          </td>
          <td data-label="Request" class="mono">
            {change.requestId}
          </td>
        </tr>
      ))}
    </Table>
  );
}
