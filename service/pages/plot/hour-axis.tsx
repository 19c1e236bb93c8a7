import type { VNode } from 'preact';

import { percent } from './percent';

const WEEKDAY = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' });

/** Longest plot whose axis names times of the day. Longer ones name days. */
const DAY_MAX_HOURS = 48;

/**
 * The horizontal axis: a time of the day every six hours or, for several days, the beginning of each day. All are in UTC
 * until a script puts them into the reader's time zone, where days begin at other hours: hence a label for each hour, of
 * which few are shown.
 */
export function HourAxis({ hours, top }: { readonly hours: readonly Date[]; readonly top: number }): VNode {
  const every = hours.length <= DAY_MAX_HOURS ? 6 : 24;
  return (
    <g class="axis" data-every={every}>
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
