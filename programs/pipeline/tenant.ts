import type { Programs } from './programs';
import { jsonOf, runProjectProgram } from './project-program';
import { StepError } from './step-error';

/** A tenant, of what `npm run tenants -- --format json` lists. */
export interface Tenant {
  readonly slug: string;

  /** Name of its stack. */
  readonly stack: string;

  /** `companion`, or the tenant URL of an endpoint that is not ours. */
  readonly target: string;
  readonly state: 'absent' | 'present';

  /** When its turn is: lower waves come first. */
  readonly wave: number;
}

export async function listTenants(programs: Programs): Promise<Tenant[]> {
  const ended = await runProjectProgram('tenants', ['--format', 'json'], programs);
  if (ended.code !== 0) throw new StepError(`the tenants cannot be listed\n${ended.errors.trim()}`);
  return jsonOf('tenants', ended) as Tenant[];
}

/** Slugs of the tenants that are there, of all or of those that are named. One that is to go has nothing to look at. */
export function presentTenants(tenants: readonly Tenant[], named: readonly string[]): string[] {
  const known = tenants.map(({ slug }) => slug);
  const unknown = named.filter((slug) => !known.includes(slug));
  if (unknown.length > 0) {
    throw new StepError(`there is no tenant ${unknown.join(', ')}; known are ${known.join(', ')}`);
  }
  const chosen = tenants.filter(
    ({ slug, state }) => state === 'present' && (named.length === 0 || named.includes(slug)),
  );
  return chosen.map(({ slug }) => slug);
}
