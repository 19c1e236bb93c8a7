import type { Visit } from './visit';

/**
 * The end of the day that an access review shows, in ISO 8601 and UTC. Undefined without a day, or for today, which both
 * mean the current time. If `day` is not a date, the API refuses the result.
 */
export function endOfDay({ query: { day }, now }: Pick<Visit, 'now' | 'query'>): string | undefined {
  if (day === undefined || day === '' || day === dayOf(now)) return undefined;
  return `${day}T23:59:59.999Z`;
}

/** A day as `2026-11-30`, in UTC. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** Why no access review can be made for the day in the query. Undefined when it can. @param begins first day that is kept. */
export function dayTrouble({ query: { day }, now }: Pick<Visit, 'now' | 'query'>, begins: string): string | undefined {
  if (day === undefined || day === '') return undefined;
  if (!isDay(day)) return 'The day is not a date such as 2026-11-30';
  if (day < begins) return `The access of ${day} is not kept`;
  return day > dayOf(now) ? `${day} is still to come` : undefined;
}

function isDay(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time.getTime()) && dayOf(time) === text;
}
