import { principalsOf } from '../access/principal';
import { UNKNOWN } from '../masking/reveal';
import { type Consequence, risky, routine } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import type { Around } from '../meaning/resource';
import type { Change } from '../plan/change';
import { type Json, textOf } from '../plan/terraform-plan';

/** Consequences of changes to the owners of an application, a service principal or a group. */
export const OWNERS = {
  'owners-added': risky(
    'Somebody becomes an owner',
    'An owner of an application may change it and create credentials for it; an owner of a group may change its members.',
    'Nothing, until the new owner makes use of it.',
  ),
  'owners-left': routine(
    'Somebody is no longer an owner',
    'Others still own it, and no access depends on ownership.',
    'A deployment that relied on the ownership is refused.',
  ),
} as const satisfies Record<string, Consequence>;

/** Explains a change to owners. The deploying identity is not reported when it becomes the owner of a new resource. */
export function explainOwners(
  change: Change,
  { plan, what }: Omit<Around<never>, 'general'>,
): Finding<keyof typeof OWNERS>[] {
  const { address, before, after } = change;
  if (!after.exists || !change.differs('owners')) return [];
  const [old, next] = [before.exists ? before.values('owners') : [plan.caller ?? UNKNOWN], after.values('owners')];
  const comes = next.some((owner) => !old.includes(owner));
  if (!comes && (next.length === 0 || !before.exists)) return []; // if no owner is left, the watch on owners reports it

  const name = (owner: Json) => principalsOf(plan).nameOf(textOf(owner));
  const attribute = { name: 'owners', before: before.exists ? old.map(name) : null, after: next.map(name) };
  const kind = comes ? 'owners-added' : 'owners-left';
  const moved = (comes ? next : old).filter((owner) => !(comes ? old : next).includes(owner));
  const subject = moved.map(name).join(', ');
  return [{ kind, address, what, subject, attributes: [attribute], tells: ['owners'] }];
}
