import type { Programs } from './programs';
import { jsonOf, runProjectProgram } from './project-program';

/** What differs in Entra from a tenant's file, of what `npm run drift -- --format json` reports. */
export interface TenantDrift {
  readonly tenant: string;
  readonly differences: readonly Difference[];

  /** Why a tenant could not be looked at. */
  readonly error?: string;
}

/** Undefined stands for nothing. */
export interface Difference {
  readonly what: string;
  readonly declared?: string;
  readonly found?: string;
}

/** Looks at tenants. */
export async function tenantDrift(slugs: readonly string[], programs: Programs): Promise<TenantDrift[]> {
  if (slugs.length === 0) return []; // without names the program looks at all
  const ended = await runProjectProgram('drift', [...slugs, '--format', 'json'], programs);
  return jsonOf('drift', ended) as TenantDrift[];
}
