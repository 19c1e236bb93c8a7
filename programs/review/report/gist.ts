import { counted } from '../../../command-line/counted';
import type { ChangeClass } from '../meaning/consequence';
import type { PlanReview } from '../plan-review';
import type { Kind } from '../resources/resources';
import { type Review, worstClass } from '../review';

import { groupFindings } from './finding-group';
import { clauseOf } from './headline';
import { peopleInWords, peopleOf } from './people';

/** The summary for people who read nothing else. */
export interface Gist {
  /** Worst class of change in any plan. Undefined when no plan changes anything. */
  readonly worst: ChangeClass | undefined;

  /** Whether somebody loses a role or all access, even if only for a moment. */
  readonly takes: boolean;

  /** One sentence about the people who are affected, without the full stop at the end. */
  readonly sentence: string;

  /** Describes what Entra does next to the people in the sentence, and when. Empty if nobody is affected. */
  readonly next: string;

  /**
   * Other changes of the worst class. Each has a clause and a description of Entra's next action. Empty if the worst
   * class is `routine`.
   */
  readonly others: readonly { readonly clause: string; readonly next: string }[];
}

/** Kinds of change that the clauses about people cover. */
const ABOUT_PEOPLE: readonly Kind[] = [
  'assignment-created',
  'assignment-destroyed',
  'assignment-replaced',
  'assignment-role-unknown',
  'role-swapped',
  'role-swapped-with-gap',
];

export function gistOf(review: Review): Gist {
  const { plans } = review;
  const worst = worstClass(review);
  const weightiest = groupFindings(plans.flatMap(({ findings }) => findings)).filter(
    ({ consequence }) => consequence.class === worst,
  );
  const people = peopleOf(plans);
  const told = peopleInWords(people, plans.length);
  const removed = told.length === 0 ? weightiest.filter(({ kind }) => kind === 'tenant-removed') : [];
  const toPeople = [...removed, ...weightiest.filter(({ kind }) => ABOUT_PEOPLE.includes(kind))];
  const others = worst === 'routine' ? [] : weightiest.filter((group) => !toPeople.includes(group));
  const takes = people.losing.length + people.demoted.length + people.between.length + removed.length > 0;
  const clauses = [...removed.map(clauseOf), ...told];
  return {
    worst,
    takes,
    sentence: takes ? capitalized(clauses.join('; ')) : withoutLoss(clauses, plans, others.length > 0),
    next: [...new Set(toPeople.map(({ consequence }) => consequence.next))].join(' '),
    others: others
      .map((group) => ({ clause: clauseOf(group), next: group.consequence.next }))
      .filter(({ clause }) => clause !== ''),
  };
}

function capitalized(sentence: string): string {
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`;
}

/**
 * Writes the sentence for plans in which nobody loses access. It says "Nobody loses access" only if no other change in
 * the plans could take access away.
 */
function withoutLoss(told: readonly string[], plans: readonly PlanReview[], hasMore: boolean): string {
  if (hasMore) return ['No assignment ends', ...told].join('; ');
  if (told.length > 0) return ['Nobody loses access', ...told].join('; ');
  return `Nobody gains or loses access${reservation(plans)}`;
}

/** The reasons why the review is uncertain. */
function reservation(plans: readonly PlanReview[]): string {
  const unknown = plans.flatMap(({ findings }) => findings.filter(({ kind }) => kind.startsWith('unknown-')));
  const drift = plans.flatMap((plan) => plan.drift);
  return [
    unknown.length === 0
      ? ''
      : `, as far as this review can tell: ${counted(unknown.length, 'change')} of a type of resource that the review does not know`,
    drift.length === 0 ? '' : `; ${counted(drift.length, 'change')} made outside of Terraform`,
  ].join('');
}
