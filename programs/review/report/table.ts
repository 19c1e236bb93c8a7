import { counted, inBrief } from '../../../command-line/counted';

import { markdownOf } from './escape-markdown';
import type { Row } from './row';

/** The header of the table. Loss of access comes first. */
export const TABLE_HEAD = ['| Stack | Worst | Loses access | Gains | What else |', '| --- | --- | --- | --- | --- |'];

/**
 * Maximum number of stacks to name in a row, maximum number of lines in a cell, and maximum length of a stack's name or
 * of a line, in characters.
 */
const STACKS_MAX = 10;
const LINES_MAX = 8;
const NAME_MAX = 80;
const LINE_MAX = 250;

export function renderRow({ stacks, worst, losing, gaining, rest }: Row): string {
  const cells = [
    stacksOf(stacks),
    worst === undefined ? 'drift' : `${SIGNS[worst]}&nbsp;${worst}`,
    linesOf(losing, bold),
    linesOf(gaining),
    linesOf(rest),
  ];
  return `| ${cells.join(' | ')} |`;
}

const SIGNS = { destructive: '🔴', risky: '🟠', routine: '🟢' } as const;

function stacksOf(stacks: readonly string[]): string {
  const names = stacks.slice(0, STACKS_MAX).map((name) => `**${markdownOf(name, NAME_MAX)}**`);
  if (stacks.length === 1) return names.join('');
  return `${counted(stacks.length, 'stack')}: ${inBrief([...names, ...stacks.slice(STACKS_MAX)], STACKS_MAX)}`;
}

function linesOf(lines: readonly string[], styled = (line: string) => line): string {
  if (lines.length === 0) return '–';
  const more = lines.length - LINES_MAX;
  return [
    ...lines.slice(0, LINES_MAX).map((line) => styled(markdownOf(line, LINE_MAX))),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('<br>');
}

function bold(text: string): string {
  return `**${text}**`;
}
