/** The facts about a person that a product needs. */
export interface Access {
  /** The user's id in the service. It never changes. */
  readonly id: string;
  readonly userName: string;

  /** The externalId from Entra. By default, it is the object id of the user in Entra. */
  readonly externalId: string | undefined;
  readonly active: boolean;

  /**
   * Value of the account role that the user effectively has. Undefined for a user without a role, and for an inactive
   * user.
   */
  readonly role: string | undefined;
  readonly groups: readonly { readonly id: string; readonly displayName: string }[];
}

/** Stores the access of all users of a tenant: in memory, or in a table in the product's database. */
export interface AccessTable {
  put(access: Access): Promise<void> | void;
  remove(id: string): Promise<void> | void;
  renameGroup(id: string, displayName: string): Promise<void> | void;

  /** Removes all users except those with the given ids. Called after `put` was called for each of these users. */
  keepOnly(ids: ReadonlySet<string>): Promise<void> | void;
}

const ACCOUNT_USER = 'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser';

/** The parts of a SCIM user or group from which {@link Access} is built. */
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

/** Stores the access of all users in memory. */
export class AccessMap implements AccessTable {
  readonly #byId = new Map<string, Access>();
  readonly #byUserName = new Map<string, Access>();
  readonly #byExternalId = new Map<string, Access>();

  /** Finds a user by id. Returns undefined for an unknown or deleted user. */
  get(id: string): Access | undefined {
    return this.#byId.get(id);
  }

  /** Finds a user by name, ignoring case as SCIM does. Returns undefined for an unknown name. */
  findByUserName(userName: string): Access | undefined {
    return this.#byUserName.get(userName.toLowerCase());
  }

  /** Finds a user by externalId. Case matters, as in SCIM. Returns undefined for an unknown id. */
  findByExternalId(externalId: string): Access | undefined {
    return this.#byExternalId.get(externalId);
  }

  all(): readonly Access[] {
    return [...this.#byId.values()];
  }

  put(access: Access): void {
    this.remove(access.id);
    this.#byId.set(access.id, access);
    this.#byUserName.set(access.userName.toLowerCase(), access);
    if (access.externalId !== undefined) this.#byExternalId.set(access.externalId, access);
  }

  remove(id: string): void {
    const known = this.#byId.get(id);
    if (!known) return;
    const { userName, externalId = '' } = known;
    this.#byId.delete(id);
    // Another user may have taken over the name or externalId in the meantime.
    if (this.findByUserName(userName) === known) this.#byUserName.delete(userName.toLowerCase());
    if (this.findByExternalId(externalId) === known) this.#byExternalId.delete(externalId);
  }

  renameGroup(id: string, displayName: string): void {
    for (const access of this.all()) {
      if (!access.groups.some((group) => group.id === id)) continue;
      const groups = access.groups.map((group) => (group.id === id ? { id, displayName } : group));
      this.put({ ...access, groups });
    }
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of [...this.#byId.keys()]) if (!ids.has(id)) this.remove(id);
  }
}
