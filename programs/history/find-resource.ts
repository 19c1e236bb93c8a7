import { UsageError } from '../../command-line/usage-error';
import type { History, NamedResource, ResourceTypeName } from '../../service/directory/history';
import { isResourceId } from '../../service/scim/resource-id';

/**
 * Finds users or groups by an id, or by a current or former name. Finds several users or groups if they had the same
 * name at different times.
 *
 * @throws {UsageError} if no user or group has, or had, that name.
 */
export async function findResources(
  history: History,
  tenant: string,
  type: ResourceTypeName,
  nameOrId: string,
): Promise<readonly NamedResource[]> {
  if (isResourceId(nameOrId)) return [{ id: nameOrId, name: undefined }];
  const found = await history.named(tenant, type, nameOrId);
  if (found.length > 0) return found;
  const [what, other] = type === 'User' ? ['user', 'userName'] : ['group', 'displayName'];
  throw new UsageError(
    `'${tenant}' has no ${what} '${nameOrId}', and none is known to have had this name; give the ${other} or the id, and check the slug of the tenant`,
  );
}
