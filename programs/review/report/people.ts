import { counted, inBrief } from '../../../command-line/counted';
import type { AccessChange } from '../access/access-change';
import { type AssignedPrincipal, headcount } from '../access/principal';
import { grouped } from '../grouped';
import type { PlanReview } from '../plan-review';

/** A principal whose access changes, and the plan that changes it. */
export interface Affected {
  readonly plan: string;
  readonly principal: AssignedPrincipal;

  /** Roles before and after the change, if the plan shows them. */
  readonly before?: string;
  readonly after?: string;

  /** Other roles that a holder still has after losing a role. */
  readonly keeps?: readonly string[];
}

/** The effects of plans on people. For each plan, each person is in only one of the lists. */
export interface People {
  /** Role holders who will have no role after the plan is applied. */
  readonly losing: readonly Affected[];

  /** Holders who lose a role but keep another role. */
  readonly demoted: readonly Affected[];

  /** Holders who lose a role and then get the same role back. For a moment, they do not have the role. */
  readonly between: readonly Affected[];

  /** Holders who move from one role to another. */
  readonly moved: readonly Affected[];

  /** Principals that get a role. */
  readonly gaining: readonly Affected[];
}

export function peopleOf(plans: readonly PlanReview[]): People {
  return {
    losing: plans.flatMap(({ name, losers }) => losers.map((principal) => ({ plan: name, principal }))),
    demoted: plans.flatMap((plan) => {
      const lost = new Set(plan.losers.map(({ key }) => key));
      return affected(plan, 'assignment-destroyed').filter(({ principal }) => !lost.has(principal.key));
    }),
    between: plans.flatMap((plan) => affected(plan, 'assignment-role-unknown', 'assignment-replaced')),
    moved: plans.flatMap((plan) => affected(plan, 'role-swapped', 'role-swapped-with-gap')),
    gaining: plans.flatMap((plan) => affected(plan, 'assignment-created')),
  };
}

function affected({ name, access }: PlanReview, ...kinds: readonly AccessChange['kind'][]): Affected[] {
  return access.filter(({ kind }) => kinds.includes(kind)).map((change) => ({ plan: name, ...change }));
}

/**
 * Describes each list in one clause, such as `2 groups lose access (Finance, Legal; 300 members)`. Empty if all lists
 * are empty.
 *
 * @param plans number of plans. If there is only one plan, the clauses do not name it.
 */
export function peopleInWords({ losing, demoted, between, moved, gaining }: People, plans: number): string[] {
  const clause = (all: readonly Affected[], one: string, several: string, sizes = false) =>
    all.length === 0
      ? []
      : [`${howMany(all)} ${distinct(all).length === 1 ? one : several}${which(all, plans, sizes)}`];
  return [
    ...clause(losing, 'loses access', 'lose access', true),
    ...clause(demoted, 'loses a role and keeps another', 'lose a role and keep another', true),
    ...clause(between, 'is without access for a moment', 'are without access for a moment', true),
    ...clause(moved, 'goes to another role', 'go to another role'),
    ...clause(gaining, 'gains a role', 'gain a role'),
  ];
}

/** The number of principals of each kind: `2 groups and 1 user`. */
export function howMany(all: readonly Affected[]): string {
  const kinds = grouped(distinct(all), ({ principal }) => principal.kind);
  return kinds.map((alike) => counted(alike.length, alike[0]?.principal.kind ?? 'principal')).join(' and ');
}

/**
 * The number of people in groups: `300 members`, `at least 300 members`, `members not known`. Undefined if there are no
 * groups.
 */
export function sizeInWords(principals: readonly AssignedPrincipal[]): string | undefined {
  const groups = principals.filter(({ kind }) => kind !== 'user');
  const { users, untold } = headcount(groups);
  if (groups.length === 0) return undefined;
  if (untold.length === groups.length) return 'members not known';
  return `${untold.length > 0 ? 'at least ' : ''}${counted(users, 'member')}`;
}

/** Maximum number of names in a clause. */
const NAMES_MAX = 3;

/**
 * Names the stacks and the principals in a part of a clause, such as ` in contoso, adatum (Finance, Legal; 300
 * members)`.
 */
function which(all: readonly Affected[], plans: number, sizes: boolean): string {
  const stacks = [...new Set(all.map(({ plan }) => plan))];
  const where = stacks.length > NAMES_MAX ? counted(stacks.length, 'stack') : stacks.join(', ');
  const names = inBrief([...new Set(all.map(({ principal }) => principal.name))], NAMES_MAX);
  const size = sizes ? sizeInWords(distinct(all).map(({ principal }) => principal)) : undefined;
  return `${plans === 1 ? '' : ` in ${where}`} (${names}${size === undefined ? '' : `; ${size}`})`;
}

/** Lists each person only once per plan, even if the person gains or loses several roles. */
function distinct(all: readonly Affected[]): Affected[] {
  return grouped(all, ({ plan, principal }) => JSON.stringify([plan, principal.key])).flatMap((alike) =>
    alike.slice(0, 1),
  );
}
