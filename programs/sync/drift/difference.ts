/** A difference between Entra and the files of the configuration. */
export interface Difference {
  /** The thing that differs, for example `users mail`, `job` or `assignment`. */
  readonly what: string;

  /** The value in the files. Undefined if the files have none. */
  readonly declared: string | undefined;

  /** The value in Entra. Undefined if Entra has none. */
  readonly found: string | undefined;

  /** The remedy, in one or more lines. Undefined if a deployment or `entra-scim sync` corrects the difference. */
  readonly remedy?: string;
}

/** All differences of one tenant, or the reason why the tenant could not be checked. */
export interface TenantDrift {
  readonly tenant: string;
  readonly differences: readonly Difference[];
  readonly error: string | undefined;
}
