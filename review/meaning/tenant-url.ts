/** A tenant URL as it may be shown: without what could be a password, in front of the host or in the query. */
export function showTenantUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  const query = text.split('?')[1]?.split('#')[0] ?? '';
  const parts = query.split('&').filter((part) => part !== '');
  const shown = parts.map((part) => (part.includes('=') ? `${part.split('=')[0] ?? ''}=…` : part));
  return `${url.origin}${url.pathname}${shown.length > 0 ? `?${shown.join('&')}` : ''}`;
}

/** Where a tenant URL leads, without what only tells how Entra writes its requests. */
export function endpointOf(tenantUrl: string): string {
  return tenantUrl.split('?')[0] ?? tenantUrl;
}
