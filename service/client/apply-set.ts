import { type AccessTable, accessOf, type ScimResource } from './access';
import { type Endpoint, Refused, request } from './request';
import type { SecurityEvent } from './security-events';

/**
 * Applies a security event token to a table. Reads the user or group that the token is about over SCIM, as it is now,
 * so that tokens with the content `notice` are enough. Applying the same token twice is harmless.
 *
 * Apply the tokens of a tenant one after another, in the order in which they arrive.
 *
 * @param endpoint the tenant that the token names.
 * @throws {Refused} when the service refuses the token of the reader or the URL.
 */
export async function applySet(set: SecurityEvent, table: AccessTable, endpoint: Endpoint): Promise<void> {
  const [, type, id = ''] = set.sub_id.uri.split('/');
  if (type === 'Users') {
    const user = await request<ScimResource>(endpoint, `/Users/${id}`, undefined).catch(undefinedIfGone);
    await (user ? table.put(accessOf(user)) : table.remove(id));
  } else if (type === 'Groups' && mayChangeName(set)) {
    const path = `/Groups/${id}?excludedAttributes=members`;
    const group = await request<ScimResource>(endpoint, path, undefined).catch(undefinedIfGone);
    if (group) await table.renameGroup(id, group.displayName ?? '');
  }
}

/** Whether a token may report a new name of a group. Most tokens about groups report only members. */
function mayChangeName({ events }: SecurityEvent): boolean {
  return Object.values(events).some(
    ({ attributes }) => !Array.isArray(attributes) || attributes.includes('displayName'),
  );
}

/** The result of reading a resource that does not exist any more. @throws any other error. */
function undefinedIfGone(error: unknown): undefined {
  if (!(error instanceof Refused && error.status === 404)) throw error;
}
