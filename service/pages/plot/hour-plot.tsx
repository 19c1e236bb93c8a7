import type { ComponentChildren, VNode } from 'preact';

import { HourAxis } from './hour-axis';
import { HourTable } from './hour-table';
import { Panel, PANEL_HEIGHT } from './panel';

/** A series of numbers, one for each hour. */
export interface Series {
  /** Name of what is counted or measured, for example `Refused`. */
  readonly name: string;

  /** Unit of the values, for example `requests an hour`. */
  readonly unit: string;

  /** Colour of the bars. `calm` is for numbers that require no action. */
  readonly look: 'bad' | 'calm' | 'warn';

  /** One value for each hour, undefined for an hour about which nothing is known. */
  readonly values: readonly (number | undefined)[];

  /** Describes a value in words, for the tooltip of a bar and for the table. @default - the number */
  readonly words?: (value: number) => string;
}

export interface HourPlotProps {
  /** Id of the plot, which must be unique on the page. */
  readonly id: string;
  readonly title: string;

  /** Describes in words what the plot shows. Screen readers read this instead of the bars. */
  readonly summary: ComponentChildren;

  /** The start of each hour, without gaps. The last hour is the current one, which is not over yet. */
  readonly hours: readonly Date[];
  readonly series: readonly Series[];
}

const AXIS_HEIGHT = 44;

/**
 * A bar chart over time. Each series has a panel with its own scale, so that a few refusals remain visible alongside
 * many requests. All panels show the same hours.
 *
 * Horizontal positions are percentages, so that the bars scale with the width of the page while the letters keep their
 * size.
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
