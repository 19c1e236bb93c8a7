import type { VNode } from 'preact';
import type { z } from 'zod';

import { Problem } from '../admin/problem';
import type { userInGroupsSchema } from '../admin/schemas';
import { describeChange } from '../directory/described-change';
import { Empty } from '../pages/empty';
import { Ago, Instant } from '../pages/instant';
import { Judged } from '../pages/judgement';
import { ValueName } from '../pages/value-name';

import { NextPage } from './next-page';
import { TenantFrame, tenantUrl } from './tenant-frame';
import type { Visit } from './visit';

/** The page about one user: the user's current access, and the changes that led to it. */
export async function userPage(visit: Visit): Promise<VNode> {
  const { ask, path, query, now } = visit;
  const { tenant = '', id = '' } = path;
  const [user, { items, next }] = await Promise.all([
    ask('getUser', { tenant, id }).catch(nullIfMissing),
    ask('listChangesOfUser', { tenant, id, cursor: query['cursor'], count: '100' }),
  ]);
  if (!user && items.length === 0)
    throw new Problem(404, `'${tenant}' has no user with this id, and history contains none`);
  const name = user?.userName ?? items.find((each) => each.type === 'User' && each.name !== null)?.name ?? id;
  return (
    <TenantFrame visit={visit} tab="/users" title={name} lead={<span class="mono">{id}</span>}>
      {user ? <Access tenant={tenant} user={user} now={now} /> : <Deleted />}
      <h2>What happened</h2>
      {items.length === 0 ? (
        <Empty title="No history">Nothing is known of this user: the history begins when the service keeps it.</Empty>
      ) : (
        <ol class="timeline">
          {items.map((change) => (
            <li key={`${change.requestId} ${change.action} ${change.group?.id ?? ''}`}>
              <Judged severity={severityOf(change)}>{describeChange(change)}</Judged>
              <div class="muted">
                <Instant at={change.at} /> · token <span class="mono">{change.tokenId}</span> · request{' '}
                <span class="mono">{change.requestId}</span>
              </div>
            </li>
          ))}
        </ol>
      )}
      <NextPage query={query} next={next} />
    </TenantFrame>
  );
}

function Access({ tenant, user, now }: { tenant: string; user: z.output<typeof userInGroupsSchema>; now: Date }) {
  return (
    <dl class="tiles">
      <div>
        <dt>Access</dt>
        <dd>
          <Judged severity={user.active ? 'good' : 'off'}>{user.active ? 'active' : 'inactive'}</Judged>
          <small>
            since <Ago at={user.since} now={now} never="before history" />
          </small>
        </dd>
      </div>
      <div>
        <dt>Role</dt>
        <dd>{user.role === null ? 'none' : <ValueName value={user.role} />}</dd>
      </div>
      <div>
        <dt>Groups</dt>
        <dd>
          {user.groups.length}
          <small>
            {user.groups.map((group, index) => (
              <>
                {index > 0 && ', '}
                <a href={tenantUrl(tenant, 'groups', group.id)}>{group.name}</a>
              </>
            ))}
          </small>
        </dd>
      </div>
      <div>
        <dt>External id</dt>
        <dd>
          <small class="mono">{user.externalId ?? 'none'}</small>
        </dd>
      </div>
    </dl>
  );
}

function Deleted() {
  return (
    <div class="note">
      <strong>This user was deleted.</strong>
    </div>
  );
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null;
  throw error;
}

/**
 * Returns `good` for a change that gave access, `bad` for a change that removed access, and `off` for any other change.
 */
function severityOf({ action, changes }: { action: string; changes: { active?: { after?: boolean } | undefined } }) {
  if (action === 'delete' || changes.active?.after === false) return 'bad';
  return action === 'create' || action === 'restore' || changes.active?.after === true ? 'good' : 'off';
}
