/** The part of a user or group that mapping expressions see. */
export interface EntraObject {
  /** Attributes by Entra's names. Undefined ones are never sent: Entra provisions no nulls. */
  readonly attributes: Readonly<Record<string, string | undefined>>;

  /** Whether the user may still use the application: the opposite of Entra's `IsSoftDeleted`. */
  readonly enabled: boolean;

  /** Display name of the app role that is assigned, directly or through a group. It equals the role's value. */
  readonly role: string | undefined;
}

/** A user of the rehearsed Entra tenant. */
export interface EntraUser extends EntraObject {
  readonly objectId: string;

  /** Object id of the user who manages this one. */
  readonly manager?: string | undefined;
}

/** A group that is assigned to the application. */
export interface EntraGroup {
  readonly objectId: string;
  readonly displayName: string;

  /** Object ids of the users who belong to it. */
  readonly members: readonly string[];
}

/** The part of an Entra tenant that is in the application's scope. */
export interface EntraDirectory {
  readonly users: readonly EntraUser[];
  readonly groups: readonly EntraGroup[];
}
