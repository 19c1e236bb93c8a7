import type { Outcome } from './outcome';

/** Wakes everything that waits for a tenant's events, if a request may have changed something. */
export function tellNews(waiting: { tell(slug: string): void }, { principal, route, status }: Outcome): void {
  const slug = principal?.tenant?.slug;
  const isReading = principal?.scope === 'read' || route.startsWith('GET ') || route.endsWith('.search');
  if (slug !== undefined && status < 300 && !isReading) waiting.tell(slug);
}
