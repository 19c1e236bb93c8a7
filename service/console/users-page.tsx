import type { VNode } from 'preact';

import { Empty } from '../pages/empty';

import { LiveFilter } from './live-filter';
import { NextPage } from './next-page';
import { TenantFrame, tenantUrl } from './tenant-frame';
import { UserTable } from './user-table';
import type { Visit } from './visit';

/** The page that lists the users of a tenant, filtered by name, role and state. */
export async function usersPage(visit: Visit): Promise<VNode> {
  const { ask, path, query, now } = visit;
  const { tenant = '' } = path;
  const { name, role, active, cursor } = query;
  const [{ roles }, { items, next }] = await Promise.all([
    ask('getTenant', { tenant }),
    ask('listUsers', { tenant, name, role, active, cursor, count: '100' }),
  ]);
  const isFiltered = [name, role, active].some((each) => each !== undefined && each !== '');
  return (
    <TenantFrame visit={visit} tab="/users" lead="Everybody who was provisioned, by user name.">
      <LiveFilter action={tenantUrl(tenant, 'users')} list="users">
        <label>
          Search
          <input type="search" name="name" value={name} placeholder="part of a name" />
        </label>
        <label>
          Role
          <select name="role">
            <option value="">all</option>
            {roles.map((each) => (
              <option key={each} value={each} selected={each === role}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label>
          Access
          <select name="active">
            <option value="">all</option>
            <option value="true" selected={active === 'true'}>
              active
            </option>
            <option value="false" selected={active === 'false'}>
              inactive
            </option>
          </select>
        </label>
      </LiveFilter>
      <div id="users" aria-live="polite">
        {items.length > 0 && <UserTable tenant={tenant} users={items} now={now} />}
        {items.length === 0 && isFiltered && (
          <Empty title="No user matches">
            <a href={tenantUrl(tenant, 'users')}>Show all users</a>
          </Empty>
        )}
        {items.length === 0 && !isFiltered && (
          <Empty title="No users yet">
            Entra has not provisioned anybody. Is somebody assigned to the application?
          </Empty>
        )}
        <NextPage query={query} next={next} />
      </div>
    </TenantFrame>
  );
}
