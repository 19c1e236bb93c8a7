import type { VNode } from 'preact';

import { urlOf } from './next-page';
import type { Visit } from './visit';

const HOUR_MS = 3_600_000;

/** The time spans that a plot can show, by their names in the URL's query. */
const SPANS = {
  day: { hours: 24, words: '24 hours' },
  week: { hours: 168, words: '7 days' },
} as const;

/** The time span that a plot shows. */
export interface Span {
  readonly name: keyof typeof SPANS;

  /** The length of the span in words, for example `24 hours`. */
  readonly words: string;

  /** The beginning of each hour in the span. The current hour comes last. */
  readonly hours: readonly Date[];

  /** Beginning of the first hour, in ISO 8601. */
  readonly since: string;
}

/** The span that the person chose. @default - a day */
export function spanOf({ query, now }: Pick<Visit, 'now' | 'query'>): Span {
  const name = query['span'] === 'week' ? 'week' : 'day';
  const { hours: count, words } = SPANS[name];
  const current = Math.floor(now.getTime() / HOUR_MS);
  const hours = Array.from({ length: count }, (_, index) => new Date((current - count + 1 + index) * HOUR_MS));
  return { name, words, hours, since: new Date((current - count + 1) * HOUR_MS).toISOString() };
}

/** Returns one item for each hour of a span, in order, or undefined for an hour without an item. */
export function inHours<Item extends { readonly hour: string }>(
  items: readonly Item[],
  { hours }: Span,
): readonly (Item | undefined)[] {
  const byHour = new Map(items.map((item) => [Date.parse(item.hour), item]));
  return hours.map((hour) => byHour.get(hour.getTime()));
}

/** Links to the current page, one for each time span. */
export function SpanChoice({ query, span }: { readonly query: Visit['query']; readonly span: Span }): VNode {
  return (
    <nav class="choices" aria-label="Time that plots show">
      {Object.entries(SPANS).map(([name, { words }]) => (
        <a key={name} href={urlOf({ ...query, span: name })} aria-current={name === span.name ? 'true' : undefined}>
          {words}
        </a>
      ))}
    </nav>
  );
}
