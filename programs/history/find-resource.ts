import { UsageError } from '../../command-line/usage-error';
import type { History, NamedResource, ResourceTypeName } from '../../service/directory/history';
import { isResourceId } from '../../service/scim/resource-id';

/**
 * Finds users or groups by an id, or by a current or former name. Finds several users or groups if they had the same
 * name at different times.
 *
 * @throws {UsageError} if no user or group has, or had, that name, or if history has nothing about the id.
 */
export async function findResources(
  history: History,
  tenant: string,
  type: ResourceTypeName,
  nameOrId: string,
): Promise<readonly NamedResource[]> {
  const [what, other] = type === 'User' ? ['user', 'userName'] : ['group', 'displayName'];
  if (isResourceId(nameOrId)) {
    const { items } = await history.changes(tenant, { count: 1, resource: { type, id: nameOrId } });
    if (items.length > 0) return [{ id: nameOrId, name: undefined }];
    throw new UsageError(
      `history of '${tenant}' has nothing about a ${what} with the id '${nameOrId}'; check the id, and the slug of the tenant`,
    );
  }
  const found = await history.named(tenant, type, nameOrId);
  if (found.length > 0) return found;
  throw new UsageError(
    `'${tenant}' has no ${what} '${nameOrId}', and none is known to have had this name; give the ${other} or the id, and check the slug of the tenant`,
  );
}
