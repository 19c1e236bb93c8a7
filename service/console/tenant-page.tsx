import type { VNode } from 'preact';

import { may } from '../admin/admin-principal';
import { Empty } from '../pages/empty';
import { Ago } from '../pages/instant';
import { Judged } from '../pages/judgement';
import { ValueName } from '../pages/value-name';

import { ChangeTable } from './change-table';
import { Confirmed } from './confirmed';
import { RequestsPlot } from './requests-plot';
import { RolesPlot } from './roles-plot';
import { SpanChoice, spanOf } from './span';
import { TenantFrame, tenantUrl } from './tenant-frame';
import { stateOf } from './tenant-state';
import type { Visit } from './visit';

/** The overview page of one tenant: its state, its requests over time, its users by role, and its latest changes. */
export async function tenantPage(visit: Visit): Promise<VNode> {
  const { ask, path, query, now } = visit;
  const { tenant: slug = '' } = path;
  const span = spanOf(visit);
  const [tenant, changes, refusals, requests, roles] = await Promise.all([
    ask('getTenant', { tenant: slug }),
    ask('listChanges', { tenant: slug, count: '10' }),
    ask('listRefusals', { tenant: slug, count: '1', since: new Date(now.getTime() - DAY_MS).toISOString() }),
    ask('countRequests', { tenant: slug, since: span.since }),
    ask('countUsersByRole', { tenant: slug }),
  ]);
  const { severity, words } = stateOf(tenant, now);
  const [refusal] = refusals.items;
  // A refusal appears in history a few seconds before it appears in the overview.
  const lastRefused = [tenant.lastRefused ?? '', refusal?.at ?? ''].sort().at(-1) || null;
  return (
    <TenantFrame visit={visit} tab="" lead={<Judged severity={severity}>{words}</Judged>}>
      <dl class="tiles">
        <div>
          <dt>Plan</dt>
          <dd>
            <ValueName value={tenant.plan} />
          </dd>
        </div>
        <div>
          <dt>SCIM provisioning</dt>
          <dd>
            {tenant.refusal === null ? 'on' : 'off'}
            <small>{tenant.managedBy === 'portal' ? "decided by the account's admin" : 'decided by your files'}</small>
          </dd>
        </div>
        <div>
          <dt>Users</dt>
          <dd>
            <a href={tenantUrl(slug, 'users')}>{tenant.counts?.activeUsers ?? '–'} active</a>
            <small>{tenant.counts?.inactiveUsers ?? '–'} inactive</small>
          </dd>
        </div>
        <div>
          <dt>Groups</dt>
          <dd>
            <a href={tenantUrl(slug, 'groups')}>{tenant.counts?.groups ?? '–'}</a>
          </dd>
        </div>
        <div>
          <dt>Last success</dt>
          <dd>
            <Ago at={tenant.lastAccepted} now={now} />
            <small>
              last refusal <Ago at={lastRefused} now={now} />
            </small>
          </dd>
        </div>
        <div>
          <dt>Refused in 24 h</dt>
          <dd>
            <a href={tenantUrl(slug, 'refused')}>{tenant.counts?.refusals ?? '–'}</a>
          </dd>
        </div>
        <div>
          <dt>Role for people without one</dt>
          <dd>{tenant.defaultRole === null ? 'none' : <ValueName value={tenant.defaultRole} />}</dd>
        </div>
      </dl>
      {refusal && (
        <div class="note note-warn">
          <strong>Refused last: {refusal.detail}</strong>
          <p>
            What to do: {refusal.remedy}. <a href={tenantUrl(slug, 'refused')}>All that was refused</a>
          </p>
        </div>
      )}
      {tenant.managedBy === 'portal' && tenant.scimEnabled && may(visit.person, 'operator') && (
        <Confirmed
          visit={visit}
          title="Switch SCIM off"
          consequence="Nobody loses access, but the service refuses all requests of Entra until the account's admin switches SCIM on again. People who leave stay active until then."
          button="Switch SCIM off"
          action={tenantUrl(slug, 'scim', 'disable')}
        />
      )}
      <h2>At a glance</h2>
      <SpanChoice query={query} span={span} />
      <div class="plots">
        <RequestsPlot items={requests.items} span={span} />
        <RolesPlot tenant={slug} items={roles.items} />
      </div>
      <h2>Latest changes</h2>
      {changes.items.length === 0 ? (
        <Empty title="Nothing has happened yet">Once Entra provisions the first user, it shows here.</Empty>
      ) : (
        <ChangeTable tenant={slug} changes={changes.items} />
      )}
    </TenantFrame>
  );
}

const DAY_MS = 24 * 3600 * 1e3;
