import type { VNode } from 'preact';

import { percent } from './percent';

const WEEKDAY = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' });

/** Maximum number of hours for which the axis shows times of day. The axis of a longer plot shows days. */
const DAY_MAX_HOURS = 48;

/**
 * The horizontal axis. It shows a time of day every six hours or, in a longer plot, the beginning of each day.
 *
 * The server writes all labels in UTC, and a script converts them to the reader's time zone. Because days begin at a
 * different hour in that time zone, every hour has a label, and most labels are hidden.
 */
export function HourAxis({ hours, top }: { readonly hours: readonly Date[]; readonly top: number }): VNode {
  const every = hours.length <= DAY_MAX_HOURS ? 6 : 24;
  return (
    <g data-every={every}>
      {hours.map((hour, index) => (
        <text
          key={index}
          class={hour.getUTCHours() % every === 0 ? undefined : 'off'}
          x={percent(index, hours.length)}
          y={top + 8}
          text-anchor="middle"
          data-hour={hour.toISOString()}
        >
          {every === 24 ? WEEKDAY.format(hour) : hour.toISOString().slice(11, 16)}
        </text>
      ))}
      <text x="50%" y={top + 32} text-anchor="middle">
        {every === 24 ? 'Beginning of the day, ' : 'Time of the day, '}
        <tspan data-zone>UTC</tspan>
      </text>
    </g>
  );
}
