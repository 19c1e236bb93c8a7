import { Recorder } from './recorder';
import { ScimRequests } from './scim-requests';

/** Email domain of all invented people. RFC 2606 reserves the domain, so it belongs to nobody. */
export const INVENTED_DOMAIN = 'rehearsal.example';

/**
 * Prefix of the name of every rehearsal run. The names of all users and groups of a run contain the name of the run.
 */
export const RUN_PREFIX = 'rehearsal-';

/** A user or group that a rehearsal created: its id, and the name by which the clean-up recognizes it. */
interface Found {
  readonly id: string;
  readonly name: string;
}

/**
 * Removes the users and groups that rehearsals have left in a service. They are recognized by names that no real user
 * or group has. Search results are checked again, since a service that ignores filters returns everybody.
 *
 * @param run the run whose users and groups to remove, such as `rehearsal-1a2b3c`. @default - all runs.
 * @returns number of users and groups that were removed.
 */
export async function cleanUp(tenantUrl: string, token: string, run = RUN_PREFIX): Promise<number> {
  const requests = new ScimRequests(tenantUrl, token, new Recorder());
  const isInvented = {
    '/Groups': (name: string) => /\(rehearsal-[0-9a-f]{6}\)( renamed)?$/.test(name) && name.includes(run),
    '/Users': (name: string) => name.endsWith(`@${INVENTED_DOMAIN}`) && name.includes(run),
  };
  let removed = 0;
  for (const [endpoint, attribute] of [
    ['/Groups', 'displayName'],
    ['/Users', 'userName'],
  ] as const) {
    for (let found = await list(endpoint, attribute); found.length > 0; found = await list(endpoint, attribute)) {
      const gone = await Promise.all(found.map(({ id }) => requests.send('DELETE', `${endpoint}/${id}`, [204])));
      const count = gone.filter(({ status }) => status === 204).length;
      removed += count;
      if (count === 0) break; // nothing could be removed, so another search would find the same resources again
    }
  }
  return removed;

  async function list(endpoint: keyof typeof isInvented, attribute: string): Promise<Found[]> {
    const filter = encodeURIComponent(`${attribute} co "${run}"`);
    const { body } = await requests.send('GET', `${endpoint}?filter=${filter}&count=50`, [200]);
    const resources = (body?.['Resources'] ?? []) as Record<string, string>[];
    return resources
      .map(({ id = '', [attribute]: name = '' }) => ({ id, name }))
      .filter(({ id, name }) => id !== '' && isInvented[endpoint](name));
  }
}
