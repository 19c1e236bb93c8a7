import { jsonOf, runProjectProgram } from './project-program';
import { StepError } from './step-error';

/** A tenant, of what `npm run tenants -- --format json` lists. */
export interface Tenant {
  readonly slug: string;
  readonly state: 'absent' | 'present';

  /** When its turn is: lower waves come first. */
  readonly wave: number;
}

export async function listTenants(env: NodeJS.ProcessEnv): Promise<Tenant[]> {
  const ended = await runProjectProgram('tenants', ['--format', 'json'], env);
  if (ended.code !== 0) throw new StepError(`the tenants cannot be listed\n${ended.errors.trim()}`);
  return jsonOf('tenants', ended) as Tenant[];
}
