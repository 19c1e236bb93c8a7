import pc from 'picocolors';

import { renderTable } from '../../command-line/table';

import type { StepResult } from './rehearse';

/** Maximum number of failures and differences to show for a step. The first ones usually explain the rest. */
const SHOWN_MAX = 5;

const NUMBERS = ['requests', 'told to wait', 'failures', 'differences', 'p50 ms', 'p99 ms'];

/** Whether a rehearsal ended without failures and without differences. */
export function passed(results: readonly StepResult[]): boolean {
  return results.every(({ failures, differences }) => failures.length + differences.length === 0);
}

/** Summarizes the result of a rehearsal in one line. */
export function verdict(results: readonly StepResult[]): string {
  if (passed(results)) return pc.green('✓ no difference');
  return results.length === 1
    ? pc.red('✗ the connection test failed, so nothing was provisioned: Entra would not start either')
    : pc.red('✗ the service does not store what was sent');
}

/** Renders a table of the steps, followed by everything that went wrong. */
export function renderReport(results: readonly StepResult[]): string {
  const rows = results.map(({ name, milliseconds, waits, failures, differences }) => [
    name,
    milliseconds.length,
    alarming(waits),
    alarming(failures.length),
    alarming(differences.length),
    percentile(milliseconds, 50),
    percentile(milliseconds, 99),
  ]);
  const table = renderTable(['step', ...NUMBERS], rows, { numbers: NUMBERS });
  return [table, ...results.flatMap(troubleOf)].join('\n');
}

function troubleOf({ name, failures, differences }: StepResult): string[] {
  const trouble = [...failures.map(({ request, reason }) => `${request} ${reason}`), ...differences];
  const more = trouble.length - SHOWN_MAX;
  return [
    ...trouble.slice(0, SHOWN_MAX).map((line) => `${pc.red('✗')} ${name}: ${line}`),
    ...(more > 0 ? [`  … and ${more} more of this step`] : []),
  ];
}

function alarming(count: number): string {
  return count === 0 ? '0' : pc.red(String(count));
}

/** The given percentile of the values, to one decimal place. */
export function percentile(values: readonly number[], percent: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)];
  return value === undefined ? '–' : value.toFixed(1);
}
