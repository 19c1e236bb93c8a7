import type { VNode } from 'preact';

import { Empty } from '../pages/empty';

import { ChangeTable } from './change-table';
import { CsvLink, NextPage, urlOf } from './next-page';
import { TenantFrame } from './tenant-frame';
import type { Visit } from './visit';

/**
 * The changes to users and groups, latest first. While the first page of the list is open, new changes appear on it.
 */
export async function activityPage(visit: Visit): Promise<VNode> {
  const { ask, path, query } = visit;
  const { tenant = '' } = path;
  const { items, next } = await ask('listChanges', { tenant, cursor: query['cursor'], count: '100' });
  const isLive = query['cursor'] === undefined;
  return (
    <TenantFrame
      visit={visit}
      tab="/activity"
      lead="Everything that was done to this tenant's users and groups, the latest first."
    >
      <div
        id="activity"
        class="live"
        {...(isLive
          ? { 'hx-get': urlOf(query), 'hx-trigger': 'every 5s', 'hx-select': '#activity', 'hx-swap': 'outerHTML' }
          : {})}
      >
        {items.length === 0 ? (
          <Empty title="Nothing has happened yet">
            Once Entra provisions the first user, it shows here within seconds. Is the provisioning job on?
          </Empty>
        ) : (
          <ChangeTable tenant={tenant} changes={items} />
        )}
        <NextPage query={query} next={next} />
      </div>
      {items.length > 0 && <CsvLink query={query} />}
    </TenantFrame>
  );
}
