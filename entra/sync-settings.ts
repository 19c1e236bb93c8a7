import type { MappingTable } from './attribute-mapping';

/**
 * What the sync step makes of a synchronization job. It is the input of the step's `terraform_data`, so that a plan
 * shows each change of it. Holds no secret. The defaults are those of `ScimProvisioning`.
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
   * Who stores the credentials: the provider's `azuread_synchronization_secret`, or the step, from Key Vault.
   *
   * @default terraform
   */
  readonly credentials: 'terraform' | 'vault';

  /**
   * Key Vault secret that holds the token, as a URL without version. Null unless the step stores the credentials.
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
   * Who is in scope: the users and groups assigned to the application, or everybody in the directory.
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
   * Keeps what falls out of scope instead of disabling it. Only with credentials `vault`.
   *
   * @default false
   */
  readonly skipOutOfScopeDeletions: boolean;

  /**
   * Deletions in one cycle from which Entra stops and asks. Null for no limit. Only with credentials `vault`.
   *
   * @default none
   */
  readonly accidentalDeletionThreshold: number | null;

  /**
   * Address that Entra writes to when the job fails. Null for none. Only with credentials `vault`.
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
   * @default none - whoever is in scope is provisioned.
   */
  readonly scopingFilters: ScopingFilters;
}

/** Filters per object type. One of a type's filters has to hold; without any, all do. */
export interface ScopingFilters {
  readonly users: readonly ScopingFilter[];
  readonly groups: readonly ScopingFilter[];
}

/** A group of clauses that must all hold, as Entra's scoping filters have them. */
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
   * @default none - for `IS NULL` and `IS NOT NULL`, which compare with nothing.
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
