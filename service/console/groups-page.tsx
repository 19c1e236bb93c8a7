import type { VNode } from 'preact';

import { Empty } from '../pages/empty';

import { GroupTable } from './group-table';
import { LiveFilter } from './live-filter';
import { NextPage } from './next-page';
import { TenantFrame, tenantUrl } from './tenant-frame';
import type { Visit } from './visit';

/** The page that lists the groups of a tenant, sorted by name. */
export async function groupsPage(visit: Visit): Promise<VNode> {
  const { ask, path, query } = visit;
  const { tenant = '' } = path;
  const { name = '', cursor } = query;
  const { items, next } = await ask('listGroups', { tenant, name, cursor, count: '100' });
  return (
    <TenantFrame visit={visit} tab="/groups" lead="The groups that were provisioned, by name.">
      <LiveFilter action={tenantUrl(tenant, 'groups')} list="groups">
        <label>
          Search
          <input type="search" name="name" value={name} placeholder="part of a name" />
        </label>
      </LiveFilter>
      <div id="groups" aria-live="polite">
        {items.length === 0 && (
          <Empty title={name === '' ? 'No groups yet' : 'No group matches'}>
            {name === '' ? (
              'Entra provisions the groups that are assigned to the application.'
            ) : (
              <a href={tenantUrl(tenant, 'groups')}>Show all groups</a>
            )}
          </Empty>
        )}
        {items.length > 0 && <GroupTable tenant={tenant} groups={items} />}
        <NextPage query={query} next={next} />
      </div>
    </TenantFrame>
  );
}
