import type { VNode } from 'preact';

import { Empty } from '../pages/empty';
import { Ago } from '../pages/instant';
import { Judged } from '../pages/judgement';

import { NextPage } from './next-page';
import { TenantFrame, tenantUrl } from './tenant-frame';
import type { Visit } from './visit';

/** The users of a tenant: role, active or not, since when, groups. */
export async function usersPage(visit: Visit): Promise<VNode> {
  const { ask, path, query, now } = visit;
  const { tenant = '' } = path;
  const { items, next } = await ask('listAccess', { tenant, cursor: query['cursor'], count: '100' });
  return (
    <TenantFrame visit={visit} tab="/users" lead="Everybody who was provisioned, in order of creation.">
      {items.length === 0 ? (
        <Empty title="No users yet">Entra has not provisioned anybody. Is somebody assigned to the application?</Empty>
      ) : (
        <div class="scroll">
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">User</th>
                <th scope="col">Access</th>
                <th scope="col">Role</th>
                <th scope="col">Since</th>
                <th scope="col">Groups</th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ id, userName, active, role, since, groups }) => (
                <tr key={id}>
                  <th scope="row">
                    <a href={tenantUrl(tenant, 'users', id)}>{userName ?? id}</a>
                  </th>
                  <td data-label="Access">
                    <Judged severity={active ? 'good' : 'off'}>{active ? 'active' : 'inactive'}</Judged>
                  </td>
                  <td data-label="Role">{role ?? <span class="muted">none</span>}</td>
                  <td data-label="Since">
                    <Ago at={since} now={now} />
                  </td>
                  <td data-label="Groups">{groups.map(({ name }) => name).join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <NextPage query={query} next={next} />
    </TenantFrame>
  );
}
