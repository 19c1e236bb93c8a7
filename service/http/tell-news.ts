import type { News } from '../events/news';

import type { Outcome } from './outcome';

/** Wakes those who wait for a tenant's events when a request may have changed something. */
export function tellNews(news: News, { principal, route, status }: Outcome): void {
  const slug = principal?.tenant?.slug;
  if (slug !== undefined && status < 300 && !route.startsWith('GET ')) news.tell(slug);
}
