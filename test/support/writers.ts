import { randomUUID } from 'node:crypto';

import type { ScimClient } from './scim-client';

/** What the requests of one tenant were answered. */
export interface Written {
  readonly client: ScimClient;

  /** Id of the group to which the users are added. */
  readonly group: string;

  /** userNames of users whose creation was acknowledged. */
  readonly users: string[];

  /** Ids of members whose addition to the tenant's group was acknowledged. */
  readonly members: string[];

  /** Statuses of all other answers. The service may or may not have made those changes. */
  readonly refused: number[];
}

/**
 * Creates users for several tenants at once, and adds each user to a new group of its tenant, beside a user who is a
 * member already, for as long as `work` takes.
 *
 * @param work gets what was acknowledged so far; the lists grow.
 * @returns what was acknowledged, in the order of the tenants.
 */
export async function writeDuring(
  clients: readonly ScimClient[],
  work: (written: readonly Written[]) => Promise<void>,
): Promise<Written[]> {
  const all = await Promise.all(clients.map(begin));
  let isOver = false;
  const writers = all.map(async (written) => {
    const { client, group } = written;
    const send = async (method: string, path: string, body: object, acknowledged: (id: string) => void) => {
      const answer = await client.send(method, path, body);
      if (answer.status >= 300) written.refused.push(answer.status);
      else acknowledged(answer.body?.id);
      return answer.body?.id as string | undefined;
    };
    while (!isOver) {
      const userName = randomUUID();
      const value = await send('POST', '/Users', { userName }, () => written.users.push(userName));
      if (value === undefined) continue;
      const present = written.members.slice(-1).map((id) => ({ value: id }));
      const operation = { op: 'Add', path: 'members', value: [...present, { value }] };
      await send('PATCH', `/Groups/${group}`, { Operations: [operation] }, () => written.members.push(value));
    }
  });
  await work(all).finally(() => (isOver = true));
  await Promise.all(writers);
  return all;
}

async function begin(client: ScimClient): Promise<Written> {
  const { body } = await client.send('POST', '/Groups', { displayName: randomUUID() });
  return { client, group: body.id, users: [], members: [], refused: [] };
}

/** The acknowledged users and members that the service does not return. */
export async function lostOf({ client, group, users, members }: Written): Promise<string[]> {
  const stored = new Set<string>();
  for (let startIndex = 1, total = 1; startIndex <= total; startIndex += 100) {
    const { body } = await client.send('GET', `/Users?attributes=userName&startIndex=${startIndex}&count=100`);
    for (const { userName } of body.Resources) stored.add(userName);
    total = body.totalResults;
  }
  const { body } = await client.send('GET', `/Groups/${group}`);
  for (const { value } of body.members ?? []) stored.add(value);
  return [...users, ...members].filter((name) => !stored.has(name));
}
