import type { VNode } from 'preact';

import { describeChange } from '../directory/described-change';
import { Ago } from '../pages/instant';
import { Judged } from '../pages/judgement';

import { type Account, isValid } from './account';
import { PORTAL_PATH } from './portal-frame';
import { STEPS, stepTitleId } from './step';
import { lastUseId } from './token-step';

/**
 * Attributes that make htmx update the arrivals every few seconds. Each update also replaces the sentence at the top of
 * the page, the headings of the steps, and the last use of each token.
 */
function live(tokens: Account['tokens']) {
  const others = ['state', ...STEPS.map(stepTitleId), ...tokens.map(({ id }) => lastUseId(id))];
  return {
    'hx-get': PORTAL_PATH,
    'hx-trigger': 'every 3s',
    'hx-select': '#arrivals',
    'hx-select-oob': others.map((id) => `#${id}`).join(','),
    'hx-swap': 'outerHTML',
  };
}

/** Maximum number of requests to show, latest first. */
const SHOWN = 8;

/**
 * The list of requests that were received from Entra, with the reason if a request was refused. It is updated while the
 * page is open.
 */
export function Arrivals({ account }: { readonly account: Account }): VNode {
  const { tenant, tokens, calls, changes, refusals, now } = account;
  const entries = [...changes.map(toEntry), ...refusals.map(toRefused)]
    .sort((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, SHOWN);
  return (
    <div id="arrivals" class="note live" aria-live="polite" {...(tenant.managedBy === 'portal' ? live(tokens) : {})}>
      <strong>{calls.last ? 'Requests of Entra' : 'Waiting for the first request of Entra…'}</strong>
      <Connection account={account} />
      <p class="muted">
        {calls.last ? 'A request' : 'It'} shows here within seconds, also if it is refused, unless its token was never
        valid here. So if Entra cannot connect and nothing shows, it calls another address or presents another token:
        compare the tenant URL, or generate another token and paste the whole of it.
      </p>
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

/** Shows whether the connection works: the outcome of the last request, and its token. */
function Connection({ account: { tenant, tokens, calls, now } }: { readonly account: Account }) {
  const { last } = calls;
  if (!last) return null;
  const ago = <Ago at={last.at.toISOString()} now={now} />;
  const token = tokens.find(({ id }) => id === last.tokenId);
  if (last.verdict === 'refused') {
    return (
      <p>
        <Judged severity="bad">
          The last request, with token {last.tokenId}, was refused {ago}.
        </Judged>
      </p>
    );
  }
  const isWorking = tenant.scimEnabled && token !== undefined && isValid(token, now);
  const since = !tenant.scimEnabled ? 'SCIM is off now' : token ? 'the token has expired' : 'the token was revoked';
  return (
    <p>
      <Judged severity={isWorking ? 'good' : 'off'}>
        The last request, with token {last.tokenId}, was accepted {ago}:{' '}
        {isWorking ? 'the connection works' : `but ${since}`}.
      </Judged>
    </p>
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
