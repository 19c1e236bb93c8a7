import type { VNode } from 'preact';

import { describeChange } from '../directory/described-change';
import { Ago } from '../pages/instant';
import { Judged } from '../pages/judgement';

import { type Account, isProvisioned } from './account';
import { PORTAL_PATH } from './portal-frame';
import { STEPS, stepTitleId } from './step';

/**
 * Attributes that make htmx update the list of received requests every three seconds. Each update also replaces the
 * sentence at the top of the page and the headings of the steps.
 */
const LIVE = {
  'hx-get': PORTAL_PATH,
  'hx-trigger': 'every 3s',
  'hx-select': '#arrivals',
  'hx-select-oob': ['state', ...STEPS.map(stepTitleId)].map((id) => `#${id}`).join(','),
  'hx-swap': 'outerHTML',
};

/** Maximum number of requests to show, latest first. */
const SHOWN = 8;

/**
 * The list of requests that were received from Entra, with the reason if a request was refused. It is updated while the
 * page is open.
 */
export function Arrivals({ account }: { readonly account: Account }): VNode {
  const { tokens, changes, refusals, now } = account;
  const entries = [...changes.filter(isProvisioned).map(toEntry), ...refusals.map(toRefused)]
    .sort((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, SHOWN);
  const called = tokens.filter(({ acceptedAt, refusedAt }) => acceptedAt ?? refusedAt);
  return (
    <div id="arrivals" class="note live" aria-live="polite" {...(account.tenant.managedBy === 'portal' ? LIVE : {})}>
      <strong>{called.length === 0 ? 'Waiting for the first request of Entra…' : 'Requests of Entra'}</strong>
      {called.length === 0 && (
        <p>
          It shows here within seconds, also if it is refused. Nothing shows although Entra says that it cannot connect?
          Then Entra called another address or presented another token: compare the tenant URL, and generate another
          token if you are not sure that the whole of it was copied.
        </p>
      )}
      {called.map(({ id, acceptedAt, refusedAt }) => (
        <p key={id}>
          {acceptedAt && (
            <Judged severity="good">
              Token {id} was accepted <Ago at={acceptedAt.toISOString()} now={now} />: the connection works.
            </Judged>
          )}{' '}
          {refusedAt && (
            <Judged severity={refusedAt > (acceptedAt ?? 0) ? 'bad' : 'warn'}>
              A request with token {id} was refused <Ago at={refusedAt.toISOString()} now={now} />.
            </Judged>
          )}
        </p>
      ))}
      {entries.length > 0 && (
        <ul class="timeline">
          {entries.map(({ at, key, words, remedy }) => (
            <li key={key}>
              <Judged severity={remedy === undefined ? 'good' : 'bad'}>{words}</Judged>{' '}
              <span class="muted">
                <Ago at={at.toISOString()} now={now} />
              </span>
              {remedy !== undefined && <p>What to do: {remedy}.</p>}
            </li>
          ))}
        </ul>
      )}
      <noscript>
        <form method="get" action={`${PORTAL_PATH}#test`}>
          {/* With the same URL, a browser would only scroll to the fragment instead of loading the page. */}
          <input type="hidden" name="look" value={now.getTime()} />
          <button type="submit">Look again</button>
        </form>
      </noscript>
    </div>
  );
}

interface Entry {
  readonly at: Date;
  readonly key: string;
  readonly words: string;
  readonly remedy?: string;
}

function toEntry(change: Account['changes'][number]): Entry {
  const { at, requestId, id, type, name, version } = change;
  return { at, key: `${requestId} ${id} ${version ?? ''}`, words: `${type} ${name ?? id}: ${describeChange(change)}` };
}

function toRefused({ at, requestId, route, detail, remedy }: Account['refusals'][number]): Entry {
  return { at, key: `${requestId} ${route}`, words: `${route} was refused: ${detail}`, remedy };
}
