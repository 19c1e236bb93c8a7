import type { News } from '../events/news';

import type { Outcome } from './outcome';

/** Wakes readers that wait for a tenant's events, when a request may have changed something. */
export function tellNews(news: News, { principal, route, status }: Outcome): void {
  const slug = principal?.tenant?.slug;
  const isReading = principal?.scope === 'read' || route.startsWith('GET ') || route.endsWith('.search');
  if (slug !== undefined && status < 300 && !isReading) news.tell(slug);
}
