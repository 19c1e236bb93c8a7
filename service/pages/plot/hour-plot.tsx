import type { ComponentChildren, VNode } from 'preact';

import { HourAxis } from './hour-axis';
import { HourTable } from './hour-table';
import { Panel, PANEL_HEIGHT } from './panel';

/** Numbers of one kind, one for each hour. */
export interface Series {
  /** What is counted or measured, for example `Refused`. */
  readonly name: string;

  /** Unit of the values, for example `requests an hour`. */
  readonly unit: string;

  /** Colour of the bars: `calm` for numbers that need nobody. */
  readonly look: 'bad' | 'calm' | 'warn';

  /** Undefined for an hour of which nothing is known. */
  readonly values: readonly (number | undefined)[];

  /** Puts a value in words, for people who hover over a bar or read the table. @default - the number */
  readonly words?: (value: number) => string;
}

export interface HourPlotProps {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;

  /** Says in words what the plot shows. Screen readers read it instead of the bars. */
  readonly summary: ComponentChildren;

  /** Beginnings of the hours, without gaps. The last hour is the current one, which is not over yet. */
  readonly hours: readonly Date[];
  readonly series: readonly Series[];
}

const AXIS_HEIGHT = 44;

/**
 * Bars over time. Each series has a panel with a scale of its own above the same hours, so that few refusals stay visible
 * beside many requests. Horizontal positions are percentages: bars follow the width of the page, letters keep their size.
 */
export function HourPlot({ id, title, summary, hours, series }: HourPlotProps): VNode {
  const panels = series.length * PANEL_HEIGHT;
  return (
    <figure class="plot">
      <figcaption id={`${id}-title`}>{title}</figcaption>
      <p id={`${id}-summary`}>{summary}</p>
      <svg
        class="hours"
        role="img"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-summary`}
        height={panels + AXIS_HEIGHT}
      >
        {series.map((each, index) => (
          <Panel key={each.name} series={each} hours={hours} top={index * PANEL_HEIGHT} />
        ))}
        <HourAxis hours={hours} top={panels} />
      </svg>
      <details>
        <summary>Show as a table</summary>
        <HourTable hours={hours} series={series} />
      </details>
    </figure>
  );
}
