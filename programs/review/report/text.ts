import pc from 'picocolors';

import { inBrief } from '../../../command-line/counted';
import { titled as inFull } from '../findings/explain-changes';
import type { ChangeClass } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import type { AttributeChange } from '../plan/change';
import type { PlanReview } from '../plan-review';
import { CONSEQUENCES } from '../resources/resources';
import { byWeight, keepsQuiet, type Review } from '../review';

import { type Demand, demandsOf } from './demands';
import { groupFindings } from './finding-group';
import { gistOf } from './gist';
import { headline } from './headline';
import { remedyOf, type RuleSummary, summarizeRules } from './rule-summary';
import { valueInWords } from './value-in-words';

/** Maximum number of plans and findings to name for a rule. */
const TOLD_MAX = 10;

/**
 * A review for a terminal. It follows the order of the comment on a pull request: a sentence about people, a line per
 * plan, the policy's demands, each plan in full, the policy, and the hashes.
 */
export function renderText(review: Review): string {
  const { plans, results } = review;
  const { worst, takes, sentence, others } = gistOf(review);
  const warning = takes || others.length === 0 ? '' : ` But what follows is ${worst ?? ''}.`;
  const changing = plans.filter((plan) => !keepsQuiet(plan));
  return [
    pc.bold(tint(worst)(`${sentence}.${warning}`)),
    ...byWeight(plans).map((plan) => `${pc.bold(plan.name)}: ${tint(plan.class)(headline(plan))}`),
    ...demandsOf(results).map(renderDemand),
    ...byWeight(changing).flatMap(renderPlan),
    ...titled('policy', summarizeRules(results).map(renderRule)),
    ...titled(
      'hashes of the change sets',
      changing.map(({ name, changeSetHash }) => pc.dim(`  ${changeSetHash}  ${name}`)),
    ),
    '',
  ].join('\n');
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', pc.bold(title), ...lines];
}

function renderDemand({ label, found }: Demand): string {
  return label === undefined
    ? pc.red(`refused, and no label lets it pass: ${found}`)
    : `label needed: ${pc.bold(label)} (${found})`;
}

function renderPlan({ name, application, directoryId, findings, drift }: PlanReview): string[] {
  const about = [application, directoryId && `directory ${directoryId}`].filter(Boolean).join(', ');
  return [
    '',
    `${pc.bold(name)}${about === '' ? '' : ` (${about})`}`,
    ...groupFindings(findings).flatMap(({ consequence, findings: same }) => [
      `  ${tint(consequence.class)(consequence.class)}: ${consequence.title}. ${consequence.reason}`,
      `    ${pc.dim('next:')} ${consequence.next}`,
      ...same.flatMap((finding) => renderFinding(finding)),
    ]),
    ...(drift.length === 0 ? [] : [`  ${pc.cyan('drift')}: changed outside Terraform since it last ran`]),
    ...drift.flatMap(({ finding, apply }) => {
      const { class: severity } = CONSEQUENCES[finding.kind];
      return [...renderFinding(finding, `${tint(severity)(severity)}: ${inFull(finding)}`), `      ${apply}`];
    }),
  ];
}

/**
 * The lines about one finding.
 *
 * @param words description of the change. The default is the description in the finding.
 */
function renderFinding(finding: Finding, words = finding.what): string[] {
  const { because, address, attributes = [], unshown = [] } = finding;
  return [
    `    - ${words}${because === undefined ? '' : `, ${because}`}${address === '' ? '' : pc.dim(` [${address}]`)}`,
    ...attributes.map((attribute) => `        ${attributeInWords(attribute)}`),
    ...(unshown.length === 0 ? [] : [`        ${unshown.join(', ')}: not shown`]),
  ];
}

function attributeInWords({ name, before, after }: AttributeChange): string {
  return `${name}: ${valueInWords(before)} → ${valueInWords(after)}`;
}

function renderRule({ rule, outcome, title, plans, found, ...rest }: RuleSummary): string {
  const [colour, remedy] = [
    { broken: pc.red, allowed: pc.green, warning: pc.yellow }[outcome],
    remedyOf({ outcome, ...rest }),
  ];
  const detail = `${inBrief(plans, TOLD_MAX)}: ${title} (${inBrief(found, TOLD_MAX)})`;
  return `  ${colour(`${rule} ${outcome}`)} ${detail}${remedy === '' ? '' : `; ${remedy}`}`;
}

function tint(worst: ChangeClass | undefined): (text: string) => string {
  if (worst === undefined) return pc.dim;
  return { destructive: pc.red, risky: pc.yellow, routine: pc.green }[worst];
}
