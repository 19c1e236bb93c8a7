import { counted, inBrief } from '../../../command-line/counted';
import type { AccessChange } from '../access/access-change';
import type { AssignedPrincipal } from '../access/principal';
import { grouped } from '../grouped';
import type { Finding } from '../meaning/finding';
import type { PlanReview } from '../plan-review';
import type { Kind } from '../resources/resources';

import { type FindingGroup, groupFindings } from './finding-group';
import { sizeInWords } from './people';
import { valueInWords } from './value-in-words';

/** Maximum number of names in a clause. */
const NAMES_MAX = 3;

/** Kinds of change that do not concern access. The summary only gives their number. */
const MINOR: readonly Kind[] = ['created', 'changed', 'moved', 'repeated', 'outputs-changed', 'tenant-described'];

/** Describes a plan in one line: `2 groups lose account_reviewer (Finance, Legal); the token rotates`. */
export function headline({ access, losers, findings, drift }: PlanReview): string {
  const told = access.filter(({ kind }) => kind in VERBS);
  const people = [grouped(told, groupKey).map(accessClause).join(', '), lossClause(losers, access)];
  const clauses = [...people, ...restInWords(findings, drift.length, told.length > 0)].filter((text) => text !== '');
  return clauses.length === 0 ? 'no changes' : clauses.join('; ');
}

/**
 * Returns clauses that describe all changes other than gains, losses and changes of roles, for example
 * `the endpoint moves` and `2 other changes`.
 *
 * @param drift number of changes made outside Terraform.
 * @param more whether other clauses precede these clauses.
 */
export function restInWords(findings: readonly Finding<Kind>[], drift: number, more: boolean): string[] {
  const others = findings.filter(({ kind }) => !(kind in VERBS));
  const major = others.filter(({ kind }) => !MINOR.includes(kind));
  const minor = others.length - major.length;
  return [
    ...groupFindings(major).map(clauseOf),
    minor === 0 ? '' : counted(minor, more || major.length > 0 ? 'other change' : 'change'),
    drift === 0 ? '' : `${counted(drift, 'change')} made outside of Terraform`,
  ].filter((text) => text !== '');
}

/** The verb for one principal, and the verb for several principals. */
const VERBS: Readonly<Partial<Record<Kind, readonly [one: string, several: string]>>> = {
  'assignment-destroyed': ['loses', 'lose'],
  'assignment-created': ['gains', 'gain'],
  'role-swapped': ['goes', 'go'],
  'role-swapped-with-gap': ['goes', 'go'],
};

function groupKey({ kind, before, after, keeps, principal }: AccessChange): string {
  return JSON.stringify([VERBS[kind], before, after, keeps, principal.kind]);
}

function accessClause(changes: readonly AccessChange[]): string {
  const [first] = changes;
  if (!first) return '';
  const { kind, before, after, keeps = [], principal } = first;
  const [one, several] = VERBS[kind] ?? ['', ''];
  const role = before !== undefined && after !== undefined ? `from ${before} to ${after}` : (before ?? after ?? '');
  const principals = changes.map((change) => change.principal);
  const size = kind === 'assignment-destroyed' ? inBrackets(sizeInWords(principals)) : '';
  const verb = changes.length === 1 ? one : several;
  const rest = keeps.length === 0 ? '' : ` and ${changes.length === 1 ? 'keeps' : 'keep'} ${keeps.join(', ')}`;
  return `${counted(changes.length, principal.kind)} ${verb} ${role}${rest} (${namesOf(principals)}${size})`;
}

/**
 * Describes the people who lose access although their assignments stay. This happens when the role or the application
 * is removed.
 */
function lossClause(losers: readonly AssignedPrincipal[], access: readonly AccessChange[]): string {
  const told = new Set(
    access.filter(({ kind }) => kind === 'assignment-destroyed').map(({ principal }) => principal.key),
  );
  const others = losers.filter(({ key }) => !told.has(key));
  return grouped(others, ({ kind }) => kind)
    .map((alike) => {
      const kind = alike[0]?.kind ?? 'principal';
      const size = inBrackets(sizeInWords(alike));
      return `${counted(alike.length, kind)} ${alike.length === 1 ? 'loses' : 'lose'} access (${namesOf(alike)}${size})`;
    })
    .join(', ');
}

function namesOf(principals: readonly AssignedPrincipal[]): string {
  const names = principals.map(({ name }) => name);
  return inBrief(names, NAMES_MAX);
}

function inBrackets(size: string | undefined): string {
  return size === undefined ? '' : `; ${size}`;
}

/**
 * Describes all findings of a kind in one clause, such as `a role is removed (data_steward)`. Empty if other findings
 * already cover these findings.
 */
export function clauseOf({ consequence: { title }, findings }: FindingGroup): string {
  const briefs = findings.flatMap(({ brief }) => brief ?? []);
  if (briefs.length > 0) return briefs.find((brief) => brief !== '') ?? '';
  const subjects = [...new Set(findings.flatMap((finding) => subjectOf(finding) ?? []))];
  const about = subjects.length === 0 ? '' : ` (${inBrief(subjects, NAMES_MAX)})`;
  const text = title.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase()); // makes the first letter lower case, except in an abbreviation such as SCIM
  return `${text}${about}`;
}

function subjectOf({ subject, attributes = [] }: Finding): string | undefined {
  const [attribute, ...more] = attributes;
  if (subject !== undefined || !attribute || more.length > 0 || typeof attribute.after === 'boolean') return subject;
  return `${valueInWords(attribute.before)} → ${valueInWords(attribute.after)}`;
}
