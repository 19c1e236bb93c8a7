import type { ComponentChildren, VNode } from 'preact';

import { CONSOLE_PATH, ConsolePage } from './console-page';
import type { Visit } from './visit';

const TABS = [
  { name: 'Overview', path: '' },
  { name: 'Users', path: '/users' },
  { name: 'Groups', path: '/groups' },
  { name: 'Activity', path: '/activity' },
  { name: 'Refused', path: '/refused' },
  { name: 'Access review', path: '/access' },
  { name: 'Tokens', path: '/tokens' },
  { name: 'Streams', path: '/streams' },
] as const;

type TenantTab = (typeof TABS)[number]['path'];

interface TenantFrameProps {
  readonly visit: Visit;
  readonly tab: TenantTab;
  readonly lead?: ComponentChildren;

  /** Title of a page one level below a tab, for example the name of a user on the page about that user. */
  readonly title?: string;
  readonly children: ComponentChildren;
}

/** URL of a page of a tenant. */
export function tenantUrl(tenant: string, ...path: readonly string[]): string {
  return [CONSOLE_PATH, 'tenants', encodeURIComponent(tenant), ...path.map(encodeURIComponent)].join('/');
}

/** The frame of each page about one tenant: the tenant's name and the tabs, above the content of the current tab. */
export function TenantFrame({ visit, tab, lead, title, children }: TenantFrameProps): VNode {
  const { tenant = '' } = visit.path;
  const base = tenantUrl(tenant);
  const fleet = { name: 'Fleet', href: CONSOLE_PATH };
  const shown = TABS.find(({ path }) => path === tab);
  const above =
    title === undefined
      ? []
      : [
          { name: tenant, href: base },
          { name: shown?.name ?? '', href: base + tab },
        ];
  return (
    <ConsolePage
      title={title ?? tenant}
      crumbs={[fleet, ...above]}
      lead={lead}
      tabs={title === undefined ? TABS.map(({ name, path }) => ({ name, href: base + path })) : []}
      tab={base + tab}
      visit={visit}
    >
      {children}
    </ConsolePage>
  );
}
