/** How one attribute of the SCIM resource is made from the Entra object. */
export interface AttributeMapping {
  /** Attribute of the SCIM resource as Entra writes it, for example `emails[type eq "work"].value`. */
  readonly target: string;

  /** Expression over the Entra object, for example `[mail]`. */
  readonly source: string;

  /**
   * Rank among the attributes by which Entra looks for the resource before it creates one, counted from 1.
   *
   * @default - the attribute is not used for matching.
   */
  readonly matching?: number;

  /**
   * When Entra sends the attribute: with each change, or only when it creates the resource.
   *
   * @default always
   */
  readonly flow?: 'always' | 'onCreate';

  /**
   * What Entra sends when the expression has no value.
   *
   * @default - nothing.
   */
  readonly defaultValue?: string;
}

/** What Entra sends for users and for groups. */
export interface MappingTable {
  readonly users: readonly AttributeMapping[];
  readonly groups: readonly AttributeMapping[];
}

/** The table that the product asks for: everything else of Entra's default table is removed. */
export const DEFAULT_MAPPINGS: MappingTable = {
  users: [
    { target: 'userName', source: '[userPrincipalName]', matching: 1 },
    { target: 'active', source: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")' },
    { target: 'emails[type eq "work"].value', source: '[mail]' },
    { target: 'name.givenName', source: '[givenName]' },
    { target: 'name.familyName', source: '[surname]' },
    { target: 'roles[primary eq "True"].value', source: 'SingleAppRoleAssignment([appRoleAssignments])' },
  ],
  groups: [
    { target: 'displayName', source: '[displayName]', matching: 1 },
    { target: 'members', source: '[members]' },
  ],
};
