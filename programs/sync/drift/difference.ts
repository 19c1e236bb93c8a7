/** One thing in Entra that differs from the files. */
export interface Difference {
  /** Subject of the difference, for example `users mail`, `job` or `assignment`. */
  readonly what: string;

  /** The value in the files. Undefined if there is none. */
  readonly declared: string | undefined;

  /** The value in Entra. Undefined if there is none. */
  readonly found: string | undefined;

  /** What to do about the difference, line by line. Undefined if a deployment or `entra-scim sync` corrects it. */
  readonly remedy?: string;
}

/** All differences of one tenant, or why they are unknown. */
export interface TenantDrift {
  readonly tenant: string;
  readonly differences: readonly Difference[];
  readonly error: string | undefined;
}
