import type { VNode } from 'preact';

const UNITS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
] as const;

/**
 * Shows a time in the reader's time zone, or in UTC without JavaScript. The tooltip shows the exact time.
 *
 * @param at time in ISO 8601.
 */
export function Instant({ at }: { readonly at: string }): VNode {
  return (
    <time dateTime={at} title={at} data-local>
      {`${at.slice(0, 16).replace('T', ' ')} UTC`}
    </time>
  );
}

interface AgoProps {
  /** The time, in ISO 8601. Null if the event never happened. */
  readonly at: string | null;
  readonly now: Date;

  /** The text to show if `at` is null. */
  readonly never?: string;
}

/**
 * Shows how long ago something happened. The tooltip shows the time to the second. The page with all tenants contains
 * thousands of these, so the time is written only once.
 */
export function Ago({ at, now, never = 'never' }: AgoProps): VNode {
  if (at === null) return <span class="muted">{never}</span>;
  return (
    <span class="ago" title={`${at.slice(0, 19)}Z`}>
      {`${duration((now.getTime() - Date.parse(at)) / 1e3)} ago`}
    </span>
  );
}

/**
 * Describes a duration in its largest unit, for example `3 h` or `12 min`. @param seconds a negative number counts as
 * zero.
 */
export function duration(seconds: number): string {
  const { unit, seconds: size } = UNITS.find((each) => seconds >= each.seconds) ?? UNITS[3];
  return `${Math.max(0, Math.floor(seconds / size))} ${unit}`;
}
