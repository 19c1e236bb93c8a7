import type { VNode } from 'preact';

import { CONSOLE_PATH, ConsolePage } from './console-page';
import type { Visit } from './visit';

interface TroublePageProps {
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly visit?: Pick<Visit, 'formToken' | 'person'> | undefined;
}

/** Shown instead of a page that cannot be shown: the reason, and what to do. */
export function TroublePage({ status, detail, requestId, visit }: TroublePageProps): VNode {
  return (
    <ConsolePage title={TITLES[status] ?? 'This page cannot be shown'} visit={visit}>
      <div class="note note-bad" role="alert">
        <strong>{detail}</strong>
        <p class="muted">
          Status {status}, request <span class="mono">{requestId}</span>
        </p>
      </div>
      <p>
        <a href={CONSOLE_PATH}>Back to the fleet</a>
      </p>
    </ConsolePage>
  );
}

const TITLES: Readonly<Record<number, string>> = {
  403: 'You may not do this',
  404: 'There is no such page',
  429: 'Too many requests',
  500: 'Something broke on our side',
  503: 'The database does not answer',
};
