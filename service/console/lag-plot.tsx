import { max, maxIndex } from 'd3-array';
import type { VNode } from 'preact';
import type { z } from 'zod';

import type { lagInHourSchema } from '../admin/schemas';
import { duration, Instant } from '../pages/instant';
import { HourPlot } from '../pages/plot/hour-plot';

import { inHours, type Span } from './span';

interface LagPlotProps {
  readonly stream: string;

  /** How far behind the stream was in each hour. */
  readonly items: readonly z.output<typeof lagInHourSchema>[];
  readonly span: Span;
}

/**
 * Units for the vertical axis, largest first. The plot uses the first unit that fits into the longest lag at least
 * twice.
 */
const UNITS = [
  { unit: 'days behind', seconds: 86_400 },
  { unit: 'hours behind', seconds: 3_600 },
  { unit: 'minutes behind', seconds: 60 },
] as const;

const SECONDS = { unit: 'seconds behind', seconds: 1 };

/** Plots over time how far behind a stream was. Null if nothing is known about the stream yet. */
export function LagPlot({ stream, items, span }: LagPlotProps): VNode | null {
  const lags = inHours(items, span).map((each) => each?.seconds);
  const longest = max(lags, (lag) => lag);
  if (longest === undefined) return null;
  const { unit, seconds } = UNITS.find((each) => longest >= 2 * each.seconds) ?? SECONDS;
  const worst = span.hours[maxIndex(lags, (lag) => lag)];
  return (
    <HourPlot
      id={`lag-${stream}`}
      title={`How far behind in the last ${span.words}`}
      summary={
        longest === 0 || !worst ? (
          'Always up to date when the service looked: every minute while Entra calls, otherwise every hour.'
        ) : (
          <>
            {`At worst ${duration(longest)}, in the hour from `}
            <Instant at={worst.toISOString()} />.
          </>
        )
      }
      hours={span.hours}
      series={[
        {
          name: 'Oldest event that waited',
          unit,
          look: 'warn',
          values: lags.map((lag) => lag && lag / seconds),
          words: (value) => duration(value * seconds),
        },
      ]}
    />
  );
}
