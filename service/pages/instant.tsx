import type { VNode } from 'preact';

const UNITS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
] as const;

/**
 * A time in the reader's time zone, or in UTC without JavaScript. Hovering shows the exact time.
 *
 * @param at ISO 8601.
 */
export function Instant({ at }: { readonly at: string }): VNode {
  return (
    <time dateTime={at} title={at} data-local>
      {`${at.slice(0, 16).replace('T', ' ')} UTC`}
    </time>
  );
}

interface AgoProps {
  /** The moment, in ISO 8601. Null if it never happened. */
  readonly at: string | null;
  readonly now: Date;

  /** The words to show if `at` is null. */
  readonly never?: string;
}

/** How long ago a moment was. Hovering shows the exact time. */
export function Ago({ at, now, never = 'never' }: AgoProps): VNode {
  if (at === null) return <span class="muted">{never}</span>;
  return (
    <time dateTime={at} title={at}>
      {`${duration((now.getTime() - Date.parse(at)) / 1e3)} ago`}
    </time>
  );
}

/** A duration in its largest unit, for example `3 h` or `12 min`. @param seconds a negative number counts as zero. */
export function duration(seconds: number): string {
  const { unit, seconds: size } = UNITS.find((each) => seconds >= each.seconds) ?? UNITS[3];
  return `${Math.max(0, Math.floor(seconds / size))} ${unit}`;
}
