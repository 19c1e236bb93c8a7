/** How Entra computes one attribute of the SCIM resource. */
export interface AttributeMapping {
  /** Attribute of the SCIM resource in Entra's notation, for example `emails[type eq "work"].value`. */
  readonly target: string;

  /** Expression over the Entra object, for example `[mail]`. */
  readonly source: string;

  /**
   * Precedence of the attribute in matching, starting at 1. Before Entra creates a resource, it searches for an
   * existing resource with the same value of this attribute.
   *
   * @default - the attribute is not used for matching.
   */
  readonly matching?: number;

  /**
   * When Entra sends the attribute: with every change, or only when it creates the resource.
   *
   * @default always
   */
  readonly flow?: 'always' | 'onCreate';

  /**
   * Value that Entra sends when the expression has no value.
   *
   * @default - nothing.
   */
  readonly defaultValue?: string;
}

/** The attributes that Entra sends: one list for users, one for groups. */
export interface MappingTable {
  readonly users: readonly AttributeMapping[];
  readonly groups: readonly AttributeMapping[];
}

/** The attributes that the product needs. Every other mapping in Entra's default table is removed. */
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

const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The mappings that every application from the non-gallery template gets by default, plus a mapping for the role. */
const FULL_MAPPINGS: MappingTable = {
  users: [
    { target: 'userName', source: '[userPrincipalName]', matching: 1 },
    { target: 'active', source: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")' },
    { target: 'displayName', source: '[displayName]' },
    { target: 'title', source: '[jobTitle]' },
    { target: 'emails[type eq "work"].value', source: '[mail]' },
    { target: 'preferredLanguage', source: '[preferredLanguage]' },
    { target: 'name.givenName', source: '[givenName]' },
    { target: 'name.familyName', source: '[surname]' },
    { target: 'name.formatted', source: 'Join(" ", [givenName], [surname])' },
    { target: 'addresses[type eq "work"].formatted', source: '[physicalDeliveryOfficeName]' },
    { target: 'addresses[type eq "work"].streetAddress', source: '[streetAddress]' },
    { target: 'addresses[type eq "work"].locality', source: '[city]' },
    { target: 'addresses[type eq "work"].region', source: '[state]' },
    { target: 'addresses[type eq "work"].postalCode', source: '[postalCode]' },
    { target: 'addresses[type eq "work"].country', source: '[country]' },
    { target: 'phoneNumbers[type eq "work"].value', source: '[telephoneNumber]' },
    { target: 'phoneNumbers[type eq "mobile"].value', source: '[mobile]' },
    { target: 'phoneNumbers[type eq "fax"].value', source: '[facsimileTelephoneNumber]' },
    { target: 'externalId', source: '[mailNickname]' },
    { target: `${ENTERPRISE_USER}:employeeNumber`, source: '[employeeId]' },
    { target: `${ENTERPRISE_USER}:department`, source: '[department]' },
    { target: `${ENTERPRISE_USER}:manager`, source: '[manager]' },
    { target: 'roles[primary eq "True"].value', source: 'SingleAppRoleAssignment([appRoleAssignments])' },
  ],
  groups: [
    { target: 'displayName', source: '[displayName]', matching: 1 },
    { target: 'externalId', source: '[objectId]' },
    { target: 'members', source: '[members]' },
  ],
};

/** Mapping tables that a tenant's file can refer to by name. */
export const MAPPING_PRESETS = {
  /** Only the attributes that the product needs. */
  fivetran: DEFAULT_MAPPINGS,

  /** All attributes that Entra maps by default, plus the role of the user. */
  full: FULL_MAPPINGS,
} as const satisfies Readonly<Record<string, MappingTable>>;

export type MappingPreset = keyof typeof MAPPING_PRESETS;
