import { roleValue } from '../../account/account-role';
import type { Access } from '../../service/client';

import type { EntraGroup, EntraUser } from './entra-object';
import type { Provisioner } from './provisioner';

/**
 * The access that a product should know about once the users and groups have been sent. Users and groups that the
 * service did not create are left out.
 */
export function expectedAccess(
  users: readonly EntraUser[],
  groups: readonly EntraGroup[],
  provisioner: Provisioner,
  defaultRole: string | undefined,
): Access[] {
  const groupsOf = new Map<string, Access['groups'][number][]>();
  for (const group of groups) {
    const displayName = provisioner.desiredOfGroup(group).get('displayName') ?? '';
    const id = provisioner.idOf(group);
    if (id === undefined) continue;
    for (const member of group.members) groupsOf.set(member, [...(groupsOf.get(member) ?? []), { id, displayName }]);
  }
  return users.flatMap((user) => {
    const id = provisioner.idOf(user);
    if (id === undefined) return [];
    const sent = provisioner.desired(user);
    const active = sent.get('active')?.toLowerCase() !== 'false';
    return {
      id,
      userName: sent.get('userName') ?? '',
      externalId: sent.get('externalId'),
      active,
      role: active ? (roleIn(sent) ?? defaultRole) : undefined,
      groups: groupsOf.get(user.objectId) ?? [],
    };
  });
}

/**
 * Value of the role that was sent. Entra sends the display name of the role, and this function derives the value from
 * the display name.
 */
function roleIn(sent: ReadonlyMap<string, string>): string | undefined {
  const [, name] = [...sent].find(([target]) => /^roles\[.*\]\.(value|display)$/.test(target)) ?? [];
  return name === undefined ? undefined : roleValue(name);
}
