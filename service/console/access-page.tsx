import type { VNode } from 'preact';

import { Empty } from '../pages/empty';

import { AccessTable } from './access-table';
import { GroupTable } from './group-table';
import { CsvLink, NextPage, urlOf } from './next-page';
import { dayOf, dayTrouble, endOfDay } from './review-day';
import { TenantFrame, tenantUrl } from './tenant-frame';
import type { Visit } from './visit';

/**
 * The access review: the role, the access and the groups of each user, now or at the end of a day, and by which request.
 * A second list has the groups with the number of their members.
 */
export async function accessPage(visit: Visit): Promise<VNode> {
  const { ask, query, now } = visit;
  const [first, today] = [dayOf(new Date((await ask('getHistory', {})).begins)), dayOf(now)];
  const trouble = dayTrouble(visit, first);
  return (
    <TenantFrame
      visit={visit}
      tab="/access"
      lead="Who has which role and is in which groups, since when, and by which request: for a review by your auditors."
    >
      <form class="filters" method="get" action="">
        <label>
          At the end of a day (UTC); empty for now
          <input type="date" name="day" min={first} max={today} value={query['day']} />
        </label>
        <button type="submit">Show</button>
      </form>
      {trouble === undefined ? (
        await (query['list'] === 'groups' ? groups(visit) : users(visit))
      ) : (
        <div class="note note-bad" role="alert">
          <strong>{trouble}.</strong>
          <p>
            {first === today ? `History began today, ${today}.` : `History is kept from ${first} to ${today}.`} Choose
            another day, or <a href="?">show the access of now</a>.
          </p>
        </div>
      )}
    </TenantFrame>
  );
}

async function users(visit: Visit): Promise<VNode> {
  const { ask, path, query } = visit;
  const { tenant = '' } = path;
  const at = endOfDay(visit);
  const { items, next } = await ask('listAccess', { tenant, at, cursor: query['cursor'], count: '100' });
  const isEmpty = items.length === 0 && next === null && query['cursor'] === undefined;
  return (
    <>
      <Lists query={query} list="users" />
      {items.length > 0 && <AccessTable tenant={tenant} users={items} />}
      {isEmpty && (
        <Empty title={at === undefined ? 'No users yet' : `There were no users on ${query['day'] ?? ''}`}>
          Entra provisions the people who are assigned to the application.
        </Empty>
      )}
      <NextPage query={query} next={next} />
      {!isEmpty && <CsvLink query={{ day: query['day'] }} />}
    </>
  );
}

async function groups({ ask, path, query }: Visit): Promise<VNode> {
  const { tenant = '' } = path;
  const { items, next } = await ask('listGroups', { tenant, cursor: query['cursor'], count: '100' });
  return (
    <>
      <Lists query={query} list="groups" />
      <p class="muted">
        Groups are listed as they are now. The list of users has the groups that each user was in at the end of a day.
      </p>
      {items.length === 0 ? (
        <Empty title="No groups yet">Entra provisions the groups that are assigned to the application.</Empty>
      ) : (
        <GroupTable tenant={tenant} groups={items} />
      )}
      <NextPage query={query} next={next} />
      <p>
        <a href={tenantUrl(tenant, 'groups')}>Search groups</a>
      </p>
    </>
  );
}

/** Links to the two lists of the review. */
function Lists({ query: { day }, list }: { readonly query: Visit['query']; readonly list: 'groups' | 'users' }) {
  return (
    <nav class="choices" aria-label="Lists of the review">
      <a href={urlOf({ day })} aria-current={list === 'users' ? 'true' : undefined}>
        Users
      </a>
      <a href={urlOf({ day, list: 'groups' })} aria-current={list === 'groups' ? 'true' : undefined}>
        Groups
      </a>
    </nav>
  );
}
