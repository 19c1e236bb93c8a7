import { sql } from 'kysely';

import { StoreUnavailable } from '../directory/store';

import type { GroupKey } from './group-statements';
import { statement } from './statement';
import type { Run } from './transaction';

export const FIND_MEMBER = statement<GroupKey & { readonly user: string }>(
  'find-member',
  (value) => sql`
    select from members
     where tenant_id = ${value('tenant')} and group_id = ${value('group')} and user_id = ${value('user')}`,
);

/**
 * Checks a change on a cluster that should add members but added nobody. While a cluster gives the tenant a shard of
 * its own, the statement may wait, and then add nobody without an error. Otherwise, each of the users is a member
 * already, or was one until the same request removed the user.
 *
 * @param user one of the users.
 * @param removed the users that the same request removed.
 * @throws {StoreUnavailable} when the user was not added.
 */
export async function requireAdded(
  run: Run,
  key: GroupKey,
  user: string | undefined,
  removed: readonly { readonly id: string }[],
): Promise<void> {
  if (user === undefined || removed.some(({ id }) => id === user)) return;
  const found = await run(FIND_MEMBER.with({ ...key, user }));
  if (found.length === 0) throw new StoreUnavailable('the rows of the tenant were moved during the change');
}
