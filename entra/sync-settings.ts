import type { MappingTable } from './attribute-mapping';

/**
 * The configuration that the sync step gives a synchronization job. It is the input of the step's `terraform_data`, so
 * that a plan shows each change. It contains no secret. The defaults are those of `ScimProvisioning`.
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
   * How the credentials are stored: by the provider's `azuread_synchronization_secret`, or by the step, from Key
   * Vault.
   *
   * @default terraform
   */
  readonly credentials: 'terraform' | 'vault';

  /**
   * URL, without a version, of the Key Vault secret with the token. Null unless the step stores the credentials.
   *
   * @default none
   */
  readonly tokenSecret: string | null;

  /**
   * Generation of the token that Entra presents. Null when the token is not one of ours.
   *
   * @default none
   */
  readonly tokenGeneration: number | null;

  /**
   * The people in scope: the users and groups assigned to the application, or everybody in the directory.
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
   * Keeps users and groups that leave the scope instead of disabling them. Allowed only when `credentials` is `vault`.
   *
   * @default false
   */
  readonly skipOutOfScopeDeletions: boolean;

  /**
   * Number of deletions in one cycle at which Entra stops and asks. Null for no limit. Allowed only when `credentials` is `vault`.
   *
   * @default none
   */
  readonly accidentalDeletionThreshold: number | null;

  /**
   * Address that Entra writes to when the job fails. Null for none. Allowed only when `credentials` is `vault`.
   *
   * @default none
   */
  readonly notify: string | null;

  /**
   * Attributes that Entra sends. An object type without any is not provisioned at all; users always have some.
   *
   * @default - `DEFAULT_MAPPINGS`, those that the product asks for.
   */
  readonly mappings: MappingTable;

  /**
   * Which of the users and groups in scope are provisioned.
   *
   * @default none - everybody in scope is provisioned.
   */
  readonly scopingFilters: ScopingFilters;
}

/** Filters per object type. An object must pass one of the filters of its type. Without filters, all objects pass. */
export interface ScopingFilters {
  readonly users: readonly ScopingFilter[];
  readonly groups: readonly ScopingFilter[];
}

/** A group of clauses that must all be true, as in Entra's scoping filters. */
export interface ScopingFilter {
  readonly name: string;
  readonly clauses: readonly ScopingClause[];
}

export interface ScopingClause {
  /** Attribute of the Entra object, for example `department`. */
  readonly attribute: string;

  readonly operator: ScopingOperator;

  /**
   * Value to compare with.
   *
   * @default none - for `IS NULL` and `IS NOT NULL`, which take no value.
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
