import type { Outcome } from './outcome';

/** If a request may have changed something, wakes the requests that wait for the tenant's events. */
export function tellNews(waiting: { tell(slug: string): void }, { principal, route, status }: Outcome): void {
  const slug = principal?.tenant?.slug;
  const isReading = principal?.scope === 'read' || route.startsWith('GET ') || route.endsWith('.search');
  if (slug !== undefined && status < 300 && !isReading) waiting.tell(slug);
}
