import pc from 'picocolors';

import type { ChangeClass } from '../consequences/consequence';
import { CONSEQUENCES } from '../consequences/consequences';
import { inBrief } from '../counted';
import { type Finding, titled } from '../meaning/finding';
import type { AttributeChange } from '../plan/change';
import type { PlanReview } from '../plan-review';
import type { Review } from '../review';

import { groupFindings } from './finding-group';
import { headline } from './headline';
import { remedyOf, type RuleSummary, summarizeRules } from './rule-summary';
import { valueInWords } from './value-in-words';

/** Most plans and findings that are told of a rule. */
const TOLD_MAX = 10;

/** A review for a terminal: a line per plan, then each plan in full, then the policy. */
export function renderText({ plans, results }: Review): string {
  const lines = plans.map((plan) => `${pc.bold(plan.name)}: ${tint(plan.class)(headline(plan))}`);
  const rules = summarizeRules(results);
  return [
    ...lines,
    ...plans.filter(({ findings, drift }) => findings.length + drift.length > 0).flatMap(renderPlan),
    '',
    pc.bold('policy'),
    ...(rules.length === 0 ? ['  nothing to say'] : rules.map(renderRule)),
    '',
  ].join('\n');
}

function renderPlan({ name, application, directoryId, findings, drift, changeSetHash }: PlanReview): string[] {
  const about = [application, directoryId && `directory ${directoryId}`].filter(Boolean).join(', ');
  return [
    '',
    `${pc.bold(name)}${about === '' ? '' : ` (${about})`}`,
    ...groupFindings(findings).flatMap(({ consequence, findings: same }) => [
      `  ${tint(consequence.class)(consequence.class)}: ${consequence.title}. ${consequence.reason}`,
      `    ${pc.dim('next:')} ${consequence.next}`,
      ...same.flatMap((finding) => renderFinding(finding)),
    ]),
    ...(drift.length === 0 ? [] : [`  ${pc.cyan('drift')}: changed outside of Terraform since it ran last`]),
    ...drift.flatMap(({ finding, apply }) => {
      const { class: severity } = CONSEQUENCES[finding.kind];
      return [...renderFinding(finding, `${tint(severity)(severity)}: ${titled(finding)}`), `      ${apply}`];
    }),
    pc.dim(`  hash of the change set: ${changeSetHash}`),
  ];
}

/** @param words what happens, in words. */
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
