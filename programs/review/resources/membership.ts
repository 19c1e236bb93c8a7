import { principalsOf } from '../access/principal';
import type { Finding } from '../meaning/finding';
import type { Resource } from '../meaning/resource';

/**
 * Describes a resource type that makes one object a member of another, for example by adding a user to a group. The
 * descriptions name both objects if the plan shows their names.
 *
 * @param who attribute that contains the member.
 * @param relation preposition for descriptions: `in`, `of`.
 * @param where attribute that contains the other object, to which the member belongs.
 */
export function membership<Kind extends string>(
  [who, relation, where]: readonly [who: string, relation: string, where: string],
  resource: Pick<Resource<Kind>, 'created' | 'destroyed' | 'noun' | 'replaced'>,
): Resource<Kind> {
  return {
    ...resource,
    shown: [],
    read: [where, who],
    explain: (change, around): Finding<Kind>[] => {
      const principals = principalsOf(around.plan);
      const [before, after] = [change.before, change.after].map((side) => {
        if (!side.exists) return undefined;
        return `${principals.nameAt(change, side, who)} ${relation} ${principals.nameAt(change, side, where)}`;
      });
      const what = before !== undefined && after !== undefined ? `${before} → ${after}` : (after ?? before ?? '');
      return around.general().map((finding) => ({ ...finding, what, subject: what }));
    },
  };
}
