import { type Consequence, risky, routine } from '../meaning/consequence';
import type { Unplaced } from '../meaning/finding';
import { same } from '../plan/same';
import type { Json } from '../plan/terraform-plan';

/** Consequences of changes to the endpoint that Entra provisions into. The tenant URL contains the endpoint. */
export const ENDPOINT = {
  'endpoint-moved': risky(
    'The endpoint moves',
    'From now on everybody is provisioned somewhere else.',
    'Entra knows accounts by the ids of the old endpoint. If the new endpoint does not know these ids, updates fail until the job is restarted and matches everybody again.',
  ),
  'dialect-changed': routine(
    'Entra writes its requests in another dialect',
    'The endpoint stays; only the flag behind it changes.',
    'Entra sends PATCH requests in the other form from now on.',
  ),
} as const satisfies Record<string, Consequence>;

/** Explains a change to the tenant URL. The explanation is the same for the credentials and for the sync step. */
export function explainEndpoint(before: Json | undefined, after: Json | undefined): Unplaced<keyof typeof ENDPOINT>[] {
  if (typeof before !== 'string' || typeof after !== 'string' || same(before, after)) return [];
  const [old, next] = [showTenantUrl(before), showTenantUrl(after)];
  const moved = endpointOf(before) !== endpointOf(after);
  const parameters = changedParameters(before, after).join(', ');
  // Values of query parameters are not shown. If only such a value changed, both URLs would look the same.
  const hidden = old === next && parameters !== '' ? ` with another ${parameters}` : '';
  return [
    {
      kind: moved ? 'endpoint-moved' : 'dialect-changed',
      what: `${old} → ${next}${hidden}`,
      subject: `to ${next}${hidden}`,
    },
  ];
}

/** Query parameters that only affect the form of Entra's requests. */
const DIALECTS: readonly string[] = ['aadoptscim062020', 'azureadscimpatch062020'];

/**
 * A tenant URL in a form that may be shown. The parts that could contain a password are removed: the part before the
 * host, and the values in the query.
 */
export function showTenantUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  const shown = parametersOf(text).map((part) => (part.includes('=') ? `${nameOf(part)}=…` : part));
  return `${url.origin}${url.pathname}${shown.length > 0 ? `?${shown.join('&')}` : ''}`;
}

/**
 * The part of a tenant URL that identifies the endpoint, without the flags that only affect the form of Entra's
 * requests. The result may contain a secret, so it must never be shown.
 */
function endpointOf(tenantUrl: string): string {
  const parameters = parametersOf(tenantUrl).filter((part) => !DIALECTS.includes(nameOf(part).toLowerCase()));
  return [tenantUrl.split('?')[0], ...parameters].join('&');
}

/** Names of the query parameters whose values changed. */
function changedParameters(before: string, after: string): string[] {
  const known = new Set(parametersOf(before));
  const changed = parametersOf(after).filter((part) => !known.has(part));
  return [...new Set(changed.map(nameOf))];
}

function parametersOf(text: string): string[] {
  const [, query = ''] = /\?([^#]*)/.exec(text) ?? [];
  return query.split('&').filter((part) => part !== '');
}

function nameOf(parameter: string): string {
  return parameter.split('=')[0] ?? '';
}
