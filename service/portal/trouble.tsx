import type { VNode } from 'preact';

import { PORTAL_PATH, PortalFrame } from './portal-frame';

/** Shown instead of a page that cannot be shown: the reason, and what to do. */
export function Trouble(props: {
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
}): VNode {
  return (
    <PortalFrame title={TITLES[props.status] ?? 'This cannot be done'}>
      <div class="note note-bad" role="alert">
        <strong>{props.detail}</strong>
        <p class="muted">
          Status {props.status}, request <span class="mono">{props.requestId}</span>
        </p>
      </div>
      <p>
        <a href={PORTAL_PATH}>Back to user provisioning</a>
      </p>
    </PortalFrame>
  );
}

const TITLES: Readonly<Record<number, string>> = {
  404: 'There is no such page',
  429: 'Too many requests',
  500: 'Something broke on our side',
  503: 'The database does not answer',
};
