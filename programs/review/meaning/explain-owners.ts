import { principalsOf } from '../access/principal';
import { UNKNOWN } from '../masking/reveal';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import { type Json, textOf } from '../plan/terraform-plan';

import { describe } from './describe';
import type { Finding } from './finding';

const OWNED: readonly string[] = [
  'azuread_application',
  'azuread_service_principal',
  'azuread_group',
  'azuread_group_without_members',
];

/** What it means that the owners of something change. Who deploys owns what is new, which needs no word. */
export function explainOwners(change: Change, plan: Plan): Finding[] {
  const { type, address, before, after } = change;
  if (!OWNED.includes(type) || !after.exists || !change.differs('owners')) return [];
  const [old, next] = [before.exists ? before.values('owners') : [plan.caller ?? UNKNOWN], after.values('owners')];
  const comes = next.some((owner) => !old.includes(owner));
  if (!comes && (next.length === 0 || !before.exists)) return []; // that none is left is told by itself

  const name = (owner: Json) => principalsOf(plan).nameOf(textOf(owner));
  const attribute = { name: 'owners', before: before.exists ? old.map(name) : null, after: next.map(name) };
  const kind = comes ? 'owners-added' : 'owners-left';
  const moved = (comes ? next : old).filter((owner) => !(comes ? old : next).includes(owner));
  const subject = moved.map(name).join(', ');
  return [{ kind, address, what: describe(change), subject, attributes: [attribute], tells: ['owners'] }];
}
