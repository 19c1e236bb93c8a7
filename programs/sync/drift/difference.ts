/** One thing that is not in Entra as the files say. */
export interface Difference {
  /** What it is about, for example `users mail`, `job` or `assignment`. */
  readonly what: string;

  /** What the files say. Undefined for nothing. */
  readonly declared: string | undefined;

  /** What Entra has. Undefined for nothing. */
  readonly found: string | undefined;

  /** What to do about it, in lines. Undefined where a deployment or `entra-scim sync` makes it as declared. */
  readonly remedy?: string;
}

/** All that differs for one tenant, or why that is not known. */
export interface TenantDrift {
  readonly tenant: string;
  readonly differences: readonly Difference[];
  readonly error: string | undefined;
}
