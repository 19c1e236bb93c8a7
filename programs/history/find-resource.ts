import { UsageError } from '../../command-line/usage-error';
import type { History, NamedResource, ResourceTypeName } from '../../service/directory/history';
import { isResourceId } from '../../service/scim/resource-id';

/**
 * The users or groups that a person means by an id, or by a name that they have or had. Several when a name was given
 * out again.
 *
 * @throws {UsageError} when nothing has, or had, that name.
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
    `'${tenant}' has no ${what} '${nameOrId}', and none that is known to have had the name; give its ${other} or its id, and check the slug of the tenant`,
  );
}
