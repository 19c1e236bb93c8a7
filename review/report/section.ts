import type { ChangeClass } from '../consequences/consequence';
import { CONSEQUENCES } from '../consequences/consequences';
import type { Drift } from '../meaning/drift';
import { type Finding, titled } from '../meaning/finding';
import type { Json } from '../plan/terraform-plan';
import type { PlanReview } from '../plan-review';

import { clip } from './clip';
import { escapeMarkdown } from './escape-markdown';
import { groupFindings } from './finding-group';
import { valueInWords } from './value-in-words';

/** Some details of a plan that are told, shortened or left out together. */
export interface Section {
  readonly part: ChangeClass | 'drift';
  readonly intro: string;

  /** One text per detail, of one or more lines. */
  readonly items: readonly string[];
}

/** Most characters of a value. */
const VALUE_MAX = 500;

/** The details of a plan in Markdown, worst first. */
export function sectionsOf({ findings, drift }: PlanReview): Section[] {
  return [
    ...groupFindings(findings).map(({ consequence, findings: same }) => ({
      part: consequence.class,
      intro: `**${consequence.class}: ${consequence.title}.** ${consequence.reason} *${consequence.next}*`,
      items: same.map((finding) => renderFinding(finding).join('\n')),
    })),
    ...(drift.length === 0
      ? []
      : [
          {
            part: 'drift' as const,
            intro: '**Drift:** changed outside of Terraform since it ran last.',
            items: drift.map(renderDrift),
          },
        ]),
  ];
}

function renderFinding({ what, because, address, attributes = [], unshown = [] }: Finding): string[] {
  const where = address === '' ? '' : ` (${shown(address)})`;
  return [
    `- ${shown(what)}${because === undefined ? '' : `, ${shown(because)}`}${where}`,
    ...attributes.map(({ name, before, after }) => `  - ${shown(name)}: ${shown(before)} → ${shown(after)}`),
    ...(unshown.length === 0 ? [] : [`  - ${shown(unshown.join(', '))}: not shown`]),
  ];
}

/** What was done stands in each entry, since drift is told in one list, whatever its kinds. */
function renderDrift({ finding, apply }: Drift): string {
  const told = { ...finding, what: `${CONSEQUENCES[finding.kind].class}: ${titled(finding)}` };
  return [...renderFinding(told), `  - ${shown(apply)}`].join('\n');
}

function shown(value: Json): string {
  return escapeMarkdown(clip(valueInWords(value), VALUE_MAX));
}
