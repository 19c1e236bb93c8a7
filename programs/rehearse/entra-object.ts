/** The part of a user or group that mapping expressions can read. */
export interface EntraObject {
  /** Values by Entra's attribute names. An undefined value is never sent: Entra does not provision nulls. */
  readonly attributes: Readonly<Record<string, string | undefined>>;

  /** Whether the user may still use the application: the opposite of Entra's `IsSoftDeleted`. */
  readonly enabled: boolean;

  /**
   * Display name of the app role that is assigned to the user, directly or through a group. It equals the value of the
   * role.
   */
  readonly role: string | undefined;
}

/** A user of the rehearsed Entra tenant. */
export interface EntraUser extends EntraObject {
  readonly objectId: string;

  /** Object id of the user's manager. */
  readonly manager?: string | undefined;
}

/** A group that is assigned to the application. */
export interface EntraGroup {
  readonly objectId: string;
  readonly displayName: string;

  /** Object ids of the users who are members of the group. */
  readonly members: readonly string[];
}

/** The users and groups of an Entra tenant that are in the application's scope. */
export interface EntraDirectory {
  readonly users: readonly EntraUser[];
  readonly groups: readonly EntraGroup[];
}
