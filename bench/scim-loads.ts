import { randomUUID } from 'node:crypto';

import type { Load } from './load';
import type { Processes } from './processor-time';
import { groupId, userId } from './seed';

/** An attribute by which Entra searches for a user. */
export interface Matching {
  readonly attribute: string;

  /** Value of the attribute for the nth user. */
  readonly valueOf: (n: number, tenant: string) => string;
}

/** Attributes by which Entra searches for a user. `valueOf` returns the value for the nth user of a tenant. */
export const MATCHING = {
  userName: { attribute: 'userName', valueOf: (n, tenant) => `user${n}@${tenant}` },
  externalId: { attribute: 'externalId', valueOf: (n) => `external-${n}` },
  email: { attribute: 'emails[type eq "work"].value', valueOf: (n, tenant) => `mail${n}@${tenant}` },
} as const satisfies Record<string, Matching>;

/** Entra's requests to the service for one tenant. */
export class ScimLoads {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #tenant: string;
  readonly #users: number;
  readonly #processes: Processes | undefined;

  /**
   * @param users number of users in the tenant.
   * @param processes processes whose processor time is measured. If undefined, processor time is not measured.
   */
  constructor(url: string, tenant: string, token: string, users: number, processes?: Processes) {
    this.#url = url;
    this.#processes = processes;
    this.#headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' };
    this.#tenant = tenant;
    this.#users = users;
  }

  /** Searches for one user after another. */
  match(matching: Matching): Load {
    return this.#load(() => [
      {
        method: 'GET',
        setupRequest: (request) => ({ ...request, path: this.#matchPath(matching) }),
      },
    ]);
  }

  createUser(): Load {
    return this.#load(() => [
      {
        method: 'POST',
        path: this.#path('/Users'),
        setupRequest: (request) => ({ ...request, body: newUser() }),
      },
    ]);
  }

  /** Changes an attribute of one user after another. */
  patchUser(): Load {
    return this.#load(() => [
      {
        method: 'PATCH',
        setupRequest: (request) => ({
          ...request,
          path: this.#path(`/Users/${userId(this.#anyUser())}`),
          body: patch({ op: 'Replace', path: 'title', value: randomUUID() }),
        }),
      },
    ]);
  }

  /** Adds a member and removes it again. Each connection uses a different member. */
  changeMembers(group: number): Load {
    const path = this.#path(`/Groups/${groupId(group)}`);
    return this.#load((connection) => {
      const value = userId(this.#users - 1 - connection); // the last users are in no group
      return [
        { method: 'PATCH', path, body: patch({ op: 'Add', path: 'members', value: [{ value }] }) },
        { method: 'PATCH', path, body: patch({ op: 'Remove', path: 'members', value: [{ value }] }) },
      ];
    });
  }

  /** @param query query string that selects the attributes to read. */
  readGroup(group: number, query = ''): Load {
    return this.#load(() => [{ method: 'GET', path: this.#path(`/Groups/${groupId(group)}${query}`) }]);
  }

  /** Reads one page of users, by index. */
  readPage(startIndex: number, count: number): Load {
    return this.#load(() => [{ method: 'GET', path: this.#path(`/Users?startIndex=${startIndex}&count=${count}`) }]);
  }

  #load(requests: Load['requests']): Load {
    return { url: this.#url, headers: this.#headers, requests, processes: this.#processes };
  }

  #matchPath({ attribute, valueOf }: Matching): string {
    const value = valueOf(this.#anyUser(), this.#tenant);
    return this.#path(`/Users?filter=${encodeURIComponent(`${attribute} eq "${value}"`)}`);
  }

  #anyUser(): number {
    return Math.floor(Math.random() * this.#users);
  }

  #path(path: string): string {
    return `${new URL(this.#url).pathname.replace(/\/$/, '')}${path}`;
  }
}

function patch(operation: object): string {
  return JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] });
}

/** A user as Entra creates it with the default mappings. */
function newUser(): string {
  const userName = `${randomUUID()}@new.example`;
  return JSON.stringify({
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    ],
    userName,
    active: true,
    emails: [{ type: 'work', primary: true, value: userName }],
    name: { givenName: 'Ann', familyName: 'Example' },
    roles: [{ primary: true, type: 'WindowsAzureActiveDirectoryRole', value: 'account_reviewer' }],
    meta: { resourceType: 'User' },
  });
}
