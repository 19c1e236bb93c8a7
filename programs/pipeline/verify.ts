import { atMost } from '../../command-line/at-most';

import type { Programs } from './programs';
import { named, type Print } from './progress';
import { runProjectProgram } from './project-program';
import { StepError } from './step-error';
import { type TenantDrift, tenantDrift } from './tenant-drift';

export interface VerifyOptions {
  /** Most tenants whose connection is tested at once. */
  readonly parallel: number;
  readonly programs: Programs;
  readonly print: Print;
}

/** Whether a deployment has arrived. */
export interface Verified {
  readonly tenant: string;
  readonly connection: 'failed' | 'fine';

  /** Undefined when it could not be told. */
  readonly drift: readonly string[] | undefined;
  readonly reason?: string;
}

/**
 * Has Entra test each connection with the credentials that it has saved, then compares what it has with the files.
 *
 * The test is part of `npm run sync`, which does what the deployment has just done, and so finds nothing to do.
 */
export async function verifyTenants(
  slugs: readonly string[],
  { parallel, programs, print }: VerifyOptions,
): Promise<Verified[]> {
  if (slugs.length === 0) return [];
  const connections = await atMost(parallel, slugs, async (slug) => {
    const { code, output, errors } = await runProjectProgram('sync', [slug], programs);
    const say = named(print, slug);
    for (const line of `${output}${errors}`.split('\n').filter((text) => text !== '')) say(line);
    return { slug, fine: code === 0, reason: errors.trim() };
  });
  const { drifts, failure } = await drift(slugs, programs);
  return connections.map(({ slug, fine, reason }): Verified => {
    const found = drifts.get(slug);
    const error = fine ? (found ? found.error : (failure ?? 'the drift report does not tell of it')) : reason;
    return {
      tenant: slug,
      connection: fine ? 'fine' : 'failed',
      drift: found === undefined || found.error !== undefined ? undefined : found.differences.map(({ what }) => what),
      ...(error === undefined ? {} : { reason: error }),
    };
  });
}

/** What each tenant's drift is, or why nobody knows: the connections are told all the same. */
async function drift(slugs: readonly string[], programs: Programs) {
  try {
    const found = await tenantDrift(slugs, programs);
    return { drifts: new Map(found.map((one) => [one.tenant, one])) };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { drifts: new Map<string, TenantDrift>(), failure: error.message };
  }
}
