import { max, nice, ticks } from 'd3-array';
import type { VNode } from 'preact';

import type { Series } from './hour-plot';
import { percent } from './percent';

/** Height of a panel in pixels, including its name, its bars, and the space below them. */
export const PANEL_HEIGHT = 112;

const NAME_HEIGHT = 26;
const BARS_HEIGHT = 72;

/** Approximate number of values on the vertical axis. */
const TICKS = 3;

/** The fraction of an hour's width that the bar fills. */
const FILLED = 0.8;

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact' });

interface PanelProps {
  readonly series: Series;
  readonly hours: readonly Date[];

  /** Distance from the top of the plot, in pixels. */
  readonly top: number;
}

/** The bars of one series, with their vertical axis. */
export function Panel({ series, hours, top }: PanelProps): VNode {
  const { name, unit, look, values, words = String } = series;
  const [, highest] = nice(0, max(values, (value) => value ?? 0) || 1, TICKS);
  const ground = top + NAME_HEIGHT + BARS_HEIGHT;
  const yOf = (value: number) => ground - (value / highest) * BARS_HEIGHT;
  return (
    <>
      <text class="name" x="0" y={top + 14}>
        {name}
        <tspan class="unit">{`, ${unit}`}</tspan>
      </text>
      {ticks(0, highest, TICKS)
        .filter(Number.isInteger)
        .map((value) => (
          <>
            <line x1="0" x2="100%" y1={yOf(value)} y2={yOf(value)} />
            <text x="-8" y={yOf(value) + 4} text-anchor="end">
              {COMPACT.format(value)}
            </text>
          </>
        ))}
      {hours.map((hour, index) => {
        const value = values[index];
        if (value === undefined || value === 0) return null;
        const isNow = index === hours.length - 1;
        const height = Math.max(1, ground - yOf(value)); // one of many thousands stays visible
        return (
          <rect
            key={index}
            class={isNow ? `${look} so-far` : look}
            x={percent(index + (1 - FILLED) / 2, hours.length)}
            width={percent(FILLED, hours.length)}
            y={ground - height}
            height={height}
          >
            <title>{`${utc(hour)}, ${name.toLowerCase()}: ${words(value)}${isNow ? ' so far' : ''}`}</title>
          </rect>
        );
      })}
    </>
  );
}

function utc(hour: Date): string {
  return `${hour.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
