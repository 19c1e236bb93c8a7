/** Flags in the query that only tell how Entra writes its requests. */
const DIALECTS: readonly string[] = ['aadoptscim062020', 'azureadscimpatch062020'];

/** A tenant URL as it may be shown: without what could be a password, in front of the host or in the query. */
export function showTenantUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  const shown = parametersOf(text).map((part) => (part.includes('=') ? `${nameOf(part)}=…` : part));
  return `${url.origin}${url.pathname}${shown.length > 0 ? `?${shown.join('&')}` : ''}`;
}

/** Where a tenant URL leads: without what only tells how Entra writes its requests. Not for showing. */
export function endpointOf(tenantUrl: string): string {
  const parameters = parametersOf(tenantUrl).filter((part) => !DIALECTS.includes(nameOf(part).toLowerCase()));
  return [tenantUrl.split('?')[0], ...parameters].join('&');
}

/** Names of the parameters in the query that have another value than before. */
export function changedParameters(before: string, after: string): string[] {
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
