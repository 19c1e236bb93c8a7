import { counted, inBrief } from '../../../command-line/counted';
import type { RuleResult } from '../policy/check-policy';

import { demandsOf } from './demands';
import type { Details } from './details';
import { codeOf, fold, markdownOf } from './escape-markdown';
import type { Room } from './room';
import { remedyOf, type RuleSummary, summarizeRules } from './rule-summary';

/**
 * Maximum length, in characters, of the text about a rule or a label; maximum number of plans to name for a rule; and
 * maximum number of findings to name for a rule.
 */
const FOUND_MAX = 300;
const PLANS_MAX = 10;
const FINDINGS_MAX = 3;

/** The policy's open demands, one per line. Empty if the policy demands nothing. */
export function demandLines(results: readonly RuleResult[]): string[] {
  const demands = demandsOf(results);
  const refused = demands.filter(({ label }) => label === undefined).map(({ found }) => shown(found));
  const needed = demands.flatMap(({ label, found }) =>
    label === undefined ? [] : [`${codeOf(label)} (${shown(found)})`],
  );
  const given = results.flatMap(({ outcome, label = '' }) => (outcome === 'allowed' ? [codeOf(label)] : []));
  return [
    ...lineOf('Refused, and no label lets it pass', refused),
    ...lineOf('Labels needed', needed),
    ...lineOf('Allowed by labels', [...new Set(given)]),
  ];
}

function lineOf(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`**${title}:** ${parts.join(', ')}`, ''];
}

/** A folded list of the rules that apply. Rules that do not fit are left out. */
export function policyDetails(results: readonly RuleResult[], room: Room): Details {
  const rules = summarizeRules(results);
  const summary = `<b>Policy</b>: ${counted(rules.length, 'rule')} ${rules.length === 1 ? 'applies' : 'apply'}`;
  const told = room.within(fold(summary, ['']), (inside) => rules.map(renderRule).filter((line) => inside.take(line)));
  const lines = told.length === 0 ? [] : fold(summary, [...told, '']);
  return { lines, missing: rules.length - told.length };
}

function renderRule({ rule, outcome, title, plans, found, ...rest }: RuleSummary): string {
  const remedy = remedyOf({ outcome, ...rest });
  const what = `${title} (${shown(inBrief(found, FINDINGS_MAX))})`;
  return `- **${rule} ${outcome}**, ${shown(inBrief(plans, PLANS_MAX))}: ${what}${remedy === '' ? '' : `; ${shown(remedy)}`}`;
}

function shown(text: string): string {
  return markdownOf(text, FOUND_MAX);
}
