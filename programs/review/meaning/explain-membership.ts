import { principalsOf } from '../access/principal';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';

import { explainResource } from './explain-resource';
import type { Finding } from './finding';

/** Types that put one object into another, with the attributes that name the two, and how people say it. */
const MEMBERSHIPS: Readonly<Record<string, readonly [who: string, relation: string, where: string]>> = {
  azuread_group_member: ['member_object_id', 'in', 'group_object_id'],
  azuread_administrative_unit_member: ['member_object_id', 'in', 'administrative_unit_object_id'],
  azuread_application_owner: ['owner_object_id', 'of', 'application_id'],
};

export function isMembership({ type }: Change): boolean {
  return type in MEMBERSHIPS;
}

/** What it means that somebody comes into a group or leaves it, named as far as the plan tells names. */
export function explainMembership(change: Change, plan: Plan): Finding[] {
  const [who, relation, where] = MEMBERSHIPS[change.type] ?? ['', '', ''];
  const principals = principalsOf(plan);
  const inWords = (side: Change['after']) =>
    `${principals.nameAt(change, side, who)} ${relation} ${principals.nameAt(change, side, where)}`;
  const [before, after] = [change.before, change.after].map((side) => (side.exists ? inWords(side) : undefined));
  const what = before !== undefined && after !== undefined ? `${before} → ${after}` : (after ?? before ?? '');
  return explainResource(change, []).map((finding) => ({ ...finding, what, subject: what }));
}
