import type { MappingTable } from './attribute-mapping';

/**
 * The configuration that the sync step applies to a synchronization job. It is the input of the step's `terraform_data`
 * resource, so a plan shows each change. It contains no secrets. The defaults below are those of `ScimProvisioning`.
 */
export interface SyncSettings {
  /** Directory (tenant) id of the Entra tenant. */
  readonly directoryId: string;

  /** Object id of the service principal that owns the job. */
  readonly servicePrincipalId: string;

  /** Id of the job, for example `scim.<directory id>.<application id>`. */
  readonly jobId: string;

  /** SCIM endpoint that Entra provisions into. */
  readonly tenantUrl: string;

  /**
   * Where the credentials in Entra come from. `terraform`: the provider's `azuread_synchronization_secret` stores them.
   * `vault`: the sync step reads the token from Key Vault and stores it.
   *
   * @default terraform
   */
  readonly credentials: 'terraform' | 'vault';

  /**
   * URL of the Key Vault secret with the token. The URL contains no version. Null unless `credentials` is `vault`.
   *
   * @default none
   */
  readonly tokenSecret: string | null;

  /**
   * Generation of the token that Entra presents. Null if this project did not create the token.
   *
   * @default none
   */
  readonly tokenGeneration: number | null;

  /**
   * Which users and groups are in scope: those assigned to the application, or all in the directory.
   *
   * @default assigned
   */
  readonly scope: 'assigned' | 'all';

  /**
   * Whether the job runs.
   *
   * @default true
   */
  readonly enabled: boolean;

  /**
   * Whether Entra leaves users and groups unchanged when they leave the scope. Otherwise Entra disables them. Allowed
   * only when `credentials` is `vault`.
   *
   * @default false
   */
  readonly skipOutOfScopeDeletions: boolean;

  /**
   * Number of deletions. If one cycle would delete this many objects, Entra stops and asks an admin. Null for no limit.
   * Allowed only when `credentials` is `vault`.
   *
   * @default none
   */
  readonly accidentalDeletionThreshold: number | null;

  /**
   * Mail address that Entra notifies when the job fails. Null for none. Allowed only when `credentials` is `vault`.
   *
   * @default none
   */
  readonly notify: string | null;

  /**
   * Attributes that Entra sends. If `groups` is empty, groups are not provisioned; `users` must not be empty.
   *
   * @default - `DEFAULT_MAPPINGS`, the attributes that the product needs.
   */
  readonly mappings: MappingTable;

  /**
   * Filters that select which users and groups in scope are provisioned.
   *
   * @default none - everybody in scope is provisioned.
   */
  readonly scopingFilters: ScopingFilters;
}

/**
 * Filters for users and for groups. An object is provisioned if it passes at least one filter of its type, or if its
 * type has no filters.
 */
export interface ScopingFilters {
  readonly users: readonly ScopingFilter[];
  readonly groups: readonly ScopingFilter[];
}

/** A scoping filter of Entra: a list of clauses that must all be true. */
export interface ScopingFilter {
  readonly name: string;
  readonly clauses: readonly ScopingClause[];
}

export interface ScopingClause {
  /** Attribute of the Entra object, for example `department`. */
  readonly attribute: string;

  readonly operator: ScopingOperator;

  /**
   * Value to compare the attribute with.
   *
   * @default none - allowed only for operators without a value, such as `IS NULL`.
   */
  readonly value?: string;
}

export const SCOPING_OPERATORS = [
  'EQUALS',
  'NOT EQUALS',
  'IS NULL',
  'IS NOT NULL',
  'IS TRUE',
  'IS FALSE',
  'REGEX MATCH',
  'NOT REGEX MATCH',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUALS',
  'INCLUDES',
] as const;

export type ScopingOperator = (typeof SCOPING_OPERATORS)[number];
