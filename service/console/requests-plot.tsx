import { maxIndex, sum } from 'd3-array';
import type { VNode } from 'preact';
import type { z } from 'zod';

import type { requestsInHourSchema } from '../admin/schemas';
import { Empty } from '../pages/empty';
import { Instant } from '../pages/instant';
import { number } from '../pages/number';
import { HourPlot } from '../pages/plot/hour-plot';

import { inHours, type Span } from './span';

interface RequestsPlotProps {
  readonly items: readonly z.output<typeof requestsInHourSchema>[];
  readonly span: Span;
}

/** Plots Entra's requests over time, grouped by outcome: accepted, refused or failed. */
export function RequestsPlot({ items, span }: RequestsPlotProps): VNode {
  const title = `Requests of Entra in the last ${span.words}`;
  const requests = inHours(items, span);
  const valuesOf = (outcome: 'accepted' | 'failed' | 'refused') => requests.map((each) => each?.[outcome] ?? 0);
  const [accepted, refused, failed] = [valuesOf('accepted'), valuesOf('refused'), valuesOf('failed')];
  if (items.length === 0)
    return <Empty title={title}>There were none. While provisioning runs, Entra calls every 40 minutes.</Empty>;
  const worst = span.hours[maxIndex(refused)];
  return (
    <HourPlot
      id="requests"
      title={title}
      summary={
        <>
          {`${number(sum(accepted))} accepted, ${number(sum(refused))} refused`}
          {sum(failed) > 0 && `, ${number(sum(failed))} failed by a fault of the service`}.
          {sum(refused) > 0 && worst && (
            <>
              {' Most refused in an hour: '}
              {number(Math.max(...refused))}
              {', from '}
              <Instant at={worst.toISOString()} />.
            </>
          )}
        </>
      }
      hours={span.hours}
      series={[
        { name: 'Refused', unit: 'requests an hour', look: 'bad', values: refused, words: number },
        { name: 'Accepted', unit: 'requests an hour', look: 'calm', values: accepted, words: number },
        ...(sum(failed) > 0
          ? [{ name: 'Failed', unit: 'requests an hour', look: 'warn', values: failed, words: number } as const]
          : []),
      ]}
    />
  );
}
