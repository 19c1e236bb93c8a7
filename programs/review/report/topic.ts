import { titled } from '../findings/explain-changes';
import { grouped } from '../grouped';
import type { ChangeClass } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import type { PlanReview } from '../plan-review';
import { CONSEQUENCES, type Kind } from '../resources/resources';

import { groupFindings } from './finding-group';

/** The parts of the details, ordered from most to least important. */
export const PARTS = ['destructive', 'risky', 'drift', 'routine'] as const satisfies (ChangeClass | 'drift')[];

export type Part = (typeof PARTS)[number];

/** All changes of one kind in all plans, and the explanation for this kind. */
export interface Topic {
  readonly part: Part;
  readonly title: string;
  readonly reason: string;

  /** Describes Entra's next action. Empty if this action is not the same for all changes. */
  readonly next: string;
  readonly changes: readonly StackChange[];
}

/** A change, and the stacks in which exactly this change occurs. */
export interface StackChange {
  readonly stacks: readonly string[];
  readonly finding: Finding<Kind>;

  /** What happens, when the plan is applied, to a resource that was changed outside Terraform. */
  readonly apply?: string;
}

/**
 * Groups the changes of all plans by kind. Each explanation is given only once. If several stacks have the same change,
 * the change is listed only once.
 */
export function topicsOf(plans: readonly PlanReview[]): Topic[] {
  const changes = plans.flatMap(({ name, findings }) => findings.map((finding) => ({ stacks: [name], finding })));
  const drifted = plans.flatMap(({ name, drift }) => drift.map((one) => ({ stacks: [name], ...one })));
  const topics = groupFindings(changes.map(({ finding }) => finding)).map(({ kind, consequence }): Topic => {
    const { class: part, ...words } = consequence;
    return { part, ...words, changes: merged(changes.filter(({ finding }) => finding.kind === kind)) };
  });
  return drifted.length === 0 ? topics : [...topics, { ...DRIFT, changes: merged(drifted.map(withTitle)) }];
}

const DRIFT = {
  part: 'drift',
  title: 'Somebody changed this outside Terraform',
  reason: 'The change was made after Terraform last ran.',
  next: '',
} as const;

/**
 * Puts the class and the title of a change into the change's description, so that one list can show all kinds of
 * changes made outside Terraform.
 */
function withTitle<Change extends StackChange>(change: Change): Change {
  const { finding } = change;
  return { ...change, finding: { ...finding, what: `${CONSEQUENCES[finding.kind].class}: ${titled(finding)}` } };
}

function merged(changes: readonly StackChange[]): StackChange[] {
  return grouped(changes, ({ finding, apply }) => JSON.stringify([finding, apply])).flatMap((alike) =>
    alike.slice(0, 1).map((one) => ({ ...one, stacks: alike.flatMap(({ stacks }) => stacks) })),
  );
}
