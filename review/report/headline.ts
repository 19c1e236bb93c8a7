import type { AccessChange } from '../access/access-change';
import { type AssignedPrincipal, headcount } from '../access/principal';
import type { Kind } from '../consequences/consequences';
import { counted, inBrief } from '../counted';
import type { Finding } from '../meaning/finding';
import type { PlanReview } from '../plan-review';

import { type FindingGroup, groupFindings } from './finding-group';
import { valueInWords } from './value-in-words';

/** Most names that a clause tells. */
const NAMES_MAX = 3;

/** What says nothing about access is only counted. */
const MINOR: readonly Kind[] = ['created', 'changed', 'moved', 'repeated', 'outputs-changed', 'tenant-described'];

/** What a plan does, in one line: `2 groups lose account_reviewer (Finance, Legal); the token rotates`. */
export function headline({ access, losers, findings, drift }: PlanReview): string {
  const told = access.filter(({ kind }) => kind in VERBS);
  const others = findings.filter(({ kind }) => !(kind in VERBS));
  const major = others.filter(({ kind }) => !MINOR.includes(kind));
  const minor = others.length - major.length;
  const clauses = [
    grouped(told, groupKey).map(accessClause).join(', '),
    lossClause(losers, access),
    ...groupFindings(major).map(clause),
    minor === 0 ? '' : counted(minor, told.length + major.length > 0 ? 'other change' : 'change'),
    drift.length === 0 ? '' : `${counted(drift.length, 'change')} made outside of Terraform`,
  ].filter((text) => text !== '');
  return clauses.length === 0 ? 'no changes' : clauses.join('; ');
}

/** What happens to one, and to several. */
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
  const names = inBrief(
    principals.map(({ name }) => name),
    NAMES_MAX,
  );
  const size = kind === 'assignment-destroyed' && principal.kind !== 'user' ? `; ${sizeInWords(principals)}` : '';
  const verb = changes.length === 1 ? one : several;
  const rest = keeps.length === 0 ? '' : ` and ${changes.length === 1 ? 'keeps' : 'keep'} ${keeps.join(', ')}`;
  return `${counted(changes.length, principal.kind)} ${verb} ${role}${rest} (${names}${size})`;
}

/** Who loses access though the assignment stands: a role or the application goes from under it. */
function lossClause(losers: readonly AssignedPrincipal[], access: readonly AccessChange[]): string {
  const told = new Set(
    access.filter(({ kind }) => kind === 'assignment-destroyed').map(({ principal }) => principal.key),
  );
  const others = losers.filter(({ key }) => !told.has(key));
  return grouped(others, ({ kind }) => kind)
    .map((alike) => {
      const kind = alike[0]?.kind ?? 'principal';
      const names = inBrief(
        alike.map(({ name }) => name),
        NAMES_MAX,
      );
      const size = kind === 'user' ? '' : `; ${sizeInWords(alike)}`;
      return `${counted(alike.length, kind)} ${alike.length === 1 ? 'loses' : 'lose'} access (${names}${size})`;
    })
    .join(', ');
}

/** `300 members`, `at least 300 members`, `members not known` */
function sizeInWords(principals: readonly AssignedPrincipal[]): string {
  const { users, untold } = headcount(principals);
  if (untold.length === principals.length) return 'members not known';
  return `${untold.length > 0 ? 'at least ' : ''}${counted(users, 'member')}`;
}

function clause({ consequence: { title }, findings }: FindingGroup): string {
  const briefs = findings.flatMap(({ brief }) => brief ?? []);
  if (briefs.length > 0) return briefs.find((brief) => brief !== '') ?? '';
  const subjects = [...new Set(findings.flatMap((finding) => subjectOf(finding) ?? []))];
  const about = subjects.length === 0 ? '' : ` (${inBrief(subjects, NAMES_MAX)})`;
  const text = title.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase()); // but SCIM stays SCIM
  return `${text}${about}`;
}

function subjectOf({ subject, attributes = [] }: Finding): string | undefined {
  const [attribute, ...more] = attributes;
  if (subject !== undefined || !attribute || more.length > 0 || typeof attribute.after === 'boolean') return subject;
  return `${valueInWords(attribute.before)} → ${valueInWords(attribute.after)}`;
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const same = groups.get(keyOf(item));
    if (same) same.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
