import { counted, inBrief } from '../../../command-line/counted';
import type { Json } from '../plan/terraform-plan';

import { clip, codeOf, fold, markdownOf } from './escape-markdown';
import type { Room } from './room';
import type { Part, StackChange, Topic } from './topic';
import { valueInWords } from './value-in-words';

/** The lines that fit into a report. */
export interface Details {
  readonly lines: readonly string[];

  /** Number of entries that did not fit. */
  readonly missing: number;
}

/**
 * Maximum length of a value, maximum number of stacks to name for a change, and maximum number of changes of one kind
 * to show unfolded.
 */
const VALUE_MAX = 500;
const STACKS_MAX = 10;
const OPEN_MAX = 20;

/**
 * Space reserved around the changes of each part and of each kind. It is used for titles, folds, and the number of
 * omitted changes.
 */
const FRAME = 'x'.repeat(200);

/**
 * The details of one part of the report, as far as they fit. They contain the first changes of each kind. If a change
 * is too long, only its first line is included.
 *
 * @param topics the topics of the part.
 * @param alone whether there is only one plan, so that its name can be omitted.
 */
export function detailsOf(topics: readonly Topic[], part: Part, alone: boolean, room: Room): Details {
  const told = topics.map((topic) => ({ topic, items: fitting(topic, alone, room) }));
  const total = sum(topics.map(({ changes }) => changes.length));
  const missing = total - sum(told.map(({ items }) => items.length));
  const lines = told.flatMap(({ topic, items }) => (items.length === 0 ? [] : tell(topic, items)));
  if (lines.length === 0) return { lines, missing };
  if (part === 'destructive') return { lines: ['### Destructive', '', ...lines], missing };
  return { lines: fold(`<b>${TITLES[part]}</b>: ${counted(total, 'change')}`, lines), missing };
}

const TITLES = { risky: 'Risky', routine: 'Routine', drift: 'Drift' } as const;

function fitting(topic: Topic, alone: boolean, room: Room): string[] {
  return room.within([introOf(topic), FRAME, FRAME], (inside) =>
    topic.changes.flatMap((change) => {
      const [head = '', ...rest] = render(change, alone);
      const forms = [
        [head, ...rest],
        [head, `  - ${counted(rest.length, 'line')} left out`],
      ];
      const fits = forms.find((lines) => inside.take(...lines));
      return fits === undefined ? [] : [fits.join('\n')];
    }),
  );
}

/**
 * Renders the changes of a topic. If they are destructive, the first OPEN_MAX changes stay unfolded. All further
 * changes are folded, because otherwise the text below them would be hard to find.
 */
function tell(topic: Topic, items: readonly string[]): string[] {
  const missing = topic.changes.length - items.length;
  const more = missing === 0 ? [] : [`- … and ${missing.toLocaleString('en')} more`];
  const intro = [introOf(topic), ''];
  if (topic.part !== 'destructive' || items.length <= OPEN_MAX) return [...intro, ...items, ...more, ''];
  const rest = items.slice(OPEN_MAX);
  return [
    ...[...intro, ...items.slice(0, OPEN_MAX), ''],
    ...fold(`${rest.length.toLocaleString('en')} more`, [...rest, ...more, '']),
  ];
}

function introOf({ title, reason, next }: Topic): string {
  return `**${title}.** ${reason}${next === '' ? '' : ` *${next}*`}`;
}

function render({ stacks, finding, apply }: StackChange, alone: boolean): string[] {
  const { what, because, address, attributes = [], unshown = [] } = finding;
  const where = address === '' ? '' : ` ${codeOf(clip(address, VALUE_MAX))}`;
  const why = because === undefined ? '' : `, ${shown(because)}`;
  return [
    `- ${alone ? '' : `**${namesOf(stacks)}**: `}${shown(what)}${why}${where}`,
    ...attributes.map(({ name, before, after }) => `  - ${shown(name)}: ${shown(before)} → ${shown(after)}`),
    ...(unshown.length === 0 ? [] : [`  - ${shown(unshown.join(', '))}: not shown`]),
    ...(apply === undefined ? [] : [`  - ${shown(apply)}`]),
  ];
}

function namesOf(stacks: readonly string[]): string {
  const names = markdownOf(inBrief(stacks, STACKS_MAX), VALUE_MAX);
  return stacks.length > 1 ? `${counted(stacks.length, 'stack')} (${names})` : names;
}

function shown(value: Json): string {
  return markdownOf(valueInWords(value), VALUE_MAX);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
