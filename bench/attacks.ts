import { groupId, userId } from './seed';

/** An attack: the most expensive requests of one kind that a tenant is allowed to send. */
export interface Attack {
  readonly name: string;

  /** Description of the attack, printed by the bench. */
  readonly description: string;

  /** The kind of tenant that attacks. It has either many users, or a few users with long names. */
  readonly tenant: AttackingTenant;

  /** Number of connections that send the attack at the same time. */
  readonly connections: number;
  readonly request: AttackRequest;

  /** Whether the client leaves the answers unread and keeps its connections open. */
  readonly readsNothing?: boolean;
}

export type AttackingTenant = 'large' | 'long';

export interface AttackRequest {
  readonly method: 'GET' | 'PATCH' | 'POST';

  /** Path below the SCIM base URL. */
  readonly path: string;
  readonly body?: string;
}

/** Indexes of two groups. An attack changes the members of the first group. The second group contains all users. */
export const CHANGED_GROUP = 1;
export const WHOLE_GROUP = 2;

/** Index of the user with many e-mail addresses. */
export const MANY_EMAILS_USER = 1;

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

/** Numbers of conditions in a filter: the maximum that the service allows, and ten times that number. */
const CONDITIONS = { allowed: 50, many: 500 };

export const ATTACKS: readonly Attack[] = [
  ...Object.values(CONDITIONS).map((conditions) => ({
    name: `groups × ${conditions}`,
    description: `a search of ${conditions} × groups.display co "…"`,
    connections: 12,
    tenant: 'large' as const,
    request: search(conditions, (n) => `groups.display co "zz${n}"`),
  })),
  {
    name: 'members to and fro',
    description: 'PATCH of a group with 1,000 operations that remove and add 40 members',
    connections: 12,
    tenant: 'large',
    request: patchGroup(
      repeat(1_000, (n) =>
        n % 2 === 0 ? { op: 'remove', path: 'members' } : { op: 'add', path: 'members', value: members(40) },
      ),
    ),
  },
  {
    name: 'large group',
    description: 'PATCH of a group that removes all members and adds 50,000',
    connections: 12,
    tenant: 'large',
    request: patchGroup([
      { op: 'remove', path: 'members' },
      { op: 'add', path: 'members', value: members(50_000) },
    ]),
  },
  {
    name: 'no index',
    description: 'a search for a part of displayName',
    connections: 40,
    tenant: 'large',
    request: { method: 'GET', path: `/Users?filter=${encodeURIComponent('displayName co "zz"')}&count=1` },
  },
  ...Object.values(CONDITIONS).map((conditions) => ({
    name: `e-mails × ${conditions}`,
    description: `a search of ${conditions} × emails.value eq "…"`,
    connections: 12,
    tenant: 'large' as const,
    request: search(conditions, (n) => `emails.value eq "zz${n}"`),
  })),
  {
    name: 'long values',
    description: 'pages of 60 users with names of 900,000 characters, by index',
    connections: 12,
    tenant: 'long',
    request: { method: 'GET', path: '/Users?count=200' },
  },
  {
    name: 'long values, by cursor',
    description: 'the same pages by cursor',
    connections: 12,
    tenant: 'long',
    request: { method: 'GET', path: '/Users?count=200&cursor' },
  },
  {
    name: 'unread answers',
    description: 'a group with everybody in it, never read',
    connections: 12,
    tenant: 'large',
    request: { method: 'GET', path: `/Groups/${groupId(WHOLE_GROUP)}` },
    readsNothing: true,
  },
  {
    name: 'costly Bulk',
    description: 'Bulk of 1,000 × PATCH of a user with 1,000 e-mails',
    connections: 4,
    tenant: 'large',
    request: {
      method: 'POST',
      path: '/Bulk',
      body: message(BULK, {
        Operations: repeat(1_000, (n) => ({
          method: 'PATCH',
          path: `/Users/${userId(MANY_EMAILS_USER)}`,
          data: { schemas: [PATCH], Operations: [{ op: 'replace', path: 'title', value: `t${n}` }] },
        })),
      }),
    },
  },
];

function search(conditions: number, condition: (n: number) => string): AttackRequest {
  const filter = repeat(conditions, condition).join(' or ');
  return { method: 'POST', path: '/Users/.search', body: message(SEARCH, { filter }) };
}

function patchGroup(Operations: readonly object[]): AttackRequest {
  return { method: 'PATCH', path: `/Groups/${groupId(CHANGED_GROUP)}`, body: message(PATCH, { Operations }) };
}

function members(count: number): { value: string }[] {
  return repeat(count, (n) => ({ value: userId(n) }));
}

function message(schema: string, content: object): string {
  return JSON.stringify({ schemas: [schema], ...content });
}

function repeat<Item>(count: number, item: (n: number) => Item): Item[] {
  return Array.from({ length: count }, (_, n) => item(n));
}
