import type { VNode } from 'preact';

import { Empty } from '../pages/empty';

import { NextPage } from './next-page';
import { TenantFrame } from './tenant-frame';
import { UserTable } from './user-table';
import type { Visit } from './visit';

/** The page about one group and its members. */
export async function groupPage(visit: Visit): Promise<VNode> {
  const { ask, path, query, now } = visit;
  const { tenant = '', id = '' } = path;
  const [group, { items, next }] = await Promise.all([
    ask('getGroup', { tenant, id }),
    ask('listMembers', { tenant, id, cursor: query['cursor'], count: '100' }),
  ]);
  const { displayName, members } = group;
  return (
    <TenantFrame
      visit={visit}
      tab="/groups"
      title={displayName}
      lead={`${members} ${members === 1 ? 'member' : 'members'}`}
    >
      {items.length === 0 ? (
        <Empty title="Nobody is in this group">Entra adds the members who are provisioned.</Empty>
      ) : (
        <UserTable tenant={tenant} users={items} now={now} />
      )}
      <NextPage query={query} next={next} />
    </TenantFrame>
  );
}
