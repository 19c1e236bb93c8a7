import { InvalidArgumentError } from 'commander';

const UNITS = { m: 60_000, h: 60 * 60 * 1000, d: 24 * 60 * 60 * 1000 } as const;

/**
 * Parses a time in the time zone of the process. `14:00` means the last time it was 14:00, `2026-11-01` means the
 * beginning of that day, and `2h` or `3d` means two hours or three days ago. A date with a time, in ISO 8601 format, is
 * also accepted.
 */
export function readSince(text: string, now = new Date()): Date {
  const [, amount, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (amount !== undefined) return new Date(now.getTime() - Number(amount) * UNITS[unit as keyof typeof UNITS]);
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)$/.exec(text) ?? [];
  if (hours !== undefined && Number(hours) < 24 && Number(minutes) < 60) {
    const today = new Date(now);
    today.setHours(Number(hours), Number(minutes), 0, 0);
    if (today > now) today.setDate(today.getDate() - 1); // goes back one day, not 24 hours: a day on which the clock changes is longer or shorter
    return today;
  }
  const time = readDate(text) ?? readDateTime(text);
  if (!time)
    throw new InvalidArgumentError('It must be a time such as 14:00, 2026-11-01, 2026-11-01T14:00, 90m, 2h or 3d.');
  if (time > now) throw new InvalidArgumentError('It must not be in the future.');
  return time;
}

/**
 * Parses the time of a snapshot: a date and time, or a day such as `2026-11-01`. A day means the end of that day. If
 * the end of the day is in the future, returns the current time.
 */
export function readAt(text: string, now = new Date()): Date {
  const day = readDate(text);
  const time = day ? endOf(day) : readDateTime(text);
  if (!time) throw new InvalidArgumentError('It must be a day such as 2026-11-01, or a date and time.');
  const start = day ?? time;
  if (start > now) throw new InvalidArgumentError('It must not be in the future.');
  return time > now ? now : time;
}

/** Formats a time in the time zone of the process, for example `2026-11-01 14:00:00`. */
export function localTime(time: Date): string {
  return time.toLocaleString('sv-SE');
}

/** Parses a day, and returns its beginning. */
function readDate(text: string): Date | undefined {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? valid(`${text}T00:00`) : undefined;
}

function readDateTime(text: string): Date | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.test(text) ? valid(text) : undefined;
}

/**
 * Parses a date and time. Returns undefined for a day that does not exist, such as 30 February. JavaScript would use a
 * day of the next month instead.
 */
function valid(text: string): Date | undefined {
  const day = text.slice(0, '2026-11-01'.length);
  const [date, midnight] = [new Date(text), new Date(`${day}T00:00Z`)];
  if ([date, midnight].some((each) => Number.isNaN(each.getTime()))) return undefined;
  return midnight.toISOString().startsWith(day) ? date : undefined;
}

function endOf(day: Date): Date {
  const next = new Date(day);
  next.setDate(next.getDate() + 1);
  return new Date(next.getTime() - 1);
}
