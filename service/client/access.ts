/** What a product needs to know of a person. */
export interface Access {
  /** Id of the user in the service, which never changes. */
  readonly id: string;
  readonly userName: string;

  /** What Entra sends as externalId: by default the object id of the user there. */
  readonly externalId: string | undefined;
  readonly active: boolean;

  /** Value of the account role that is in effect. Undefined for none, as for a user who is inactive. */
  readonly role: string | undefined;
  readonly groups: readonly { readonly id: string; readonly displayName: string }[];
}

/** Where the accesses of a tenant are kept: in memory, or in a table of the product. */
export interface AccessTable {
  put(access: Access): Promise<void> | void;
  remove(id: string): Promise<void> | void;
  renameGroup(id: string, displayName: string): Promise<void> | void;

  /** Removes everybody but these users, after all of them were put. */
  keepOnly(ids: ReadonlySet<string>): Promise<void> | void;
}

const ACCOUNT_USER = 'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser';

/** A user or group as SCIM shows it, as far as it is read here. */
export interface ScimResource {
  readonly id: string;
  readonly userName?: string;
  readonly displayName?: string;
  readonly externalId?: string;
  readonly active?: boolean;
  readonly groups?: readonly { readonly value: string; readonly display?: string }[];
  readonly [ACCOUNT_USER]?: { readonly role?: string };
}

export function accessOf(user: ScimResource): Access {
  return {
    id: user.id,
    userName: user.userName ?? '',
    externalId: user.externalId,
    active: user.active === true,
    role: user[ACCOUNT_USER]?.role,
    groups: (user.groups ?? []).map(({ value, display = '' }) => ({ id: value, displayName: display })),
  };
}

/** Accesses in memory. People are found by userName, in any case, and by externalId. */
export class AccessMap implements AccessTable {
  readonly #byId = new Map<string, Access>();
  readonly #idOf = new Map<string, string>();

  get size(): number {
    return this.#byId.size;
  }

  /** The access of a person, by `userName` or `externalId`. Undefined for a stranger. */
  find(name: string): Access | undefined {
    return this.#byId.get(this.#idOf.get(name.toLowerCase()) ?? '');
  }

  all(): readonly Access[] {
    return [...this.#byId.values()];
  }

  put(access: Access): void {
    this.remove(access.id);
    this.#byId.set(access.id, access);
    for (const key of keysOf(access)) this.#idOf.set(key, access.id);
  }

  remove(id: string): void {
    const known = this.#byId.get(id);
    for (const key of known ? keysOf(known) : []) if (this.#idOf.get(key) === id) this.#idOf.delete(key);
    this.#byId.delete(id);
  }

  renameGroup(id: string, displayName: string): void {
    for (const access of this.#byId.values()) {
      if (!access.groups.some((group) => group.id === id)) continue;
      const groups = access.groups.map((group) => (group.id === id ? { id, displayName } : group));
      this.#byId.set(access.id, { ...access, groups });
    }
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of [...this.#byId.keys()]) if (!ids.has(id)) this.remove(id);
  }
}

function keysOf({ userName, externalId }: Access): string[] {
  return [userName, externalId].flatMap((key) => (key === undefined ? [] : [key.toLowerCase()]));
}
