import type { VNode } from 'preact';

import { describeChange } from '../directory/described-change';
import { Empty } from '../pages/empty';
import { Instant } from '../pages/instant';
import { Judged } from '../pages/judgement';

import { NextPage } from './next-page';
import { TenantFrame } from './tenant-frame';
import type { Visit } from './visit';

/** One user: what access there is now, and how it came about. */
export async function userPage(visit: Visit): Promise<VNode> {
  const { ask, path, query } = visit;
  const { tenant = '', id = '' } = path;
  const { items, next } = await ask('listChangesOfUser', { tenant, id, cursor: query['cursor'], count: '100' });
  const name = items.find((each) => each.type === 'User' && each.name !== null)?.name ?? id;
  return (
    <TenantFrame visit={visit} tab="/users" title={name} lead={<span class="mono">{id}</span>}>
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

/** Whether a change gave access or took it, as the eye looks for it. */
function severityOf({ action, changes }: { action: string; changes: { active?: { after?: boolean } | undefined } }) {
  if (action === 'delete' || changes.active?.after === false) return 'bad';
  return action === 'create' || action === 'restore' || changes.active?.after === true ? 'good' : 'off';
}
