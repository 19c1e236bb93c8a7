import type { VNode } from 'preact';

import { Instant } from '../instant';
import { Table } from '../table';

import type { HourPlotProps } from './hour-plot';

/** The numbers of a plot as a table, latest hour first. Hours in which all numbers are zero or unknown are left out. */
export function HourTable({ hours, series }: Pick<HourPlotProps, 'hours' | 'series'>): VNode {
  const rows = hours
    .map((hour, index) => ({ hour, values: series.map(({ values }) => values[index]) }))
    .filter(({ values }) => values.some((value) => value !== undefined && value > 0))
    .reverse();
  return (
    <Table columns={['Hour from', ...series.map(({ name }) => ({ number: name }))]}>
      {rows.map(({ hour, values }) => (
        <tr key={hour.getTime()}>
          <th scope="row">
            <Instant at={hour.toISOString()} />
          </th>
          {series.map(({ name, words = String }, index) => {
            const value = values[index];
            return (
              <td key={name} data-label={name} class="number">
                {value === undefined ? '–' : words(value)}
              </td>
            );
          })}
        </tr>
      ))}
    </Table>
  );
}
