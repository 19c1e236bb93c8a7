/** The product's plans, from smallest to largest. */
export const PLANS = ['free', 'standard', 'enterprise', 'business_critical'] as const;

export type Plan = (typeof PLANS)[number];

/** Plans whose accounts may be provisioned over SCIM. */
export const PLANS_WITH_SCIM = ['enterprise', 'business_critical'] as const satisfies readonly Plan[];

/** Whether a plan's accounts may be provisioned over SCIM. Accounts of an unknown plan may not. */
export function includesScim(plan: string): boolean {
  return (PLANS_WITH_SCIM as readonly string[]).includes(plan);
}

/** Readable name of a plan, for example `Business Critical`. */
export function planName(plan: string): string {
  return plan
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(' ');
}
