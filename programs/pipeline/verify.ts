import { atMost } from '../../command-line/at-most';
import type { TenantDrift } from '../sync/drift/difference';

import type { Entra } from './entra';
import { named, type Print } from './progress';

export interface VerifyOptions {
  /** Maximum number of tenants whose connections are tested at the same time. */
  readonly parallel: number;
  readonly entra: Entra;
  readonly print: Print;
}

/** Whether a deployment has taken effect. */
export interface Verified {
  readonly tenant: string;
  readonly connection: 'failed' | 'fine';

  /** Undefined when it is not known. */
  readonly drift: readonly string[] | undefined;
  readonly reason?: string;
}

/**
 * Has Entra test each connection with its saved credentials, then compares Entra with the files.
 *
 * The test is part of `entra-scim sync`, which finds nothing else to do right after a deployment.
 */
export async function verifyTenants(
  slugs: readonly string[],
  { parallel, entra, print }: VerifyOptions,
): Promise<Verified[]> {
  if (slugs.length === 0) return [];
  const failures = await atMost(parallel, slugs, (slug) => failureOf(slug, entra, named(print, slug)));
  const drifts = await driftOf(slugs, entra);
  return slugs.map((tenant, index): Verified => {
    const failure = failures[index];
    const { differences, error } = drifts.get(tenant) ?? {
      differences: [],
      error: 'the drift report does not have it',
    };
    const reason = failure ?? error;
    return {
      tenant,
      connection: failure === undefined ? 'fine' : 'failed',
      drift: error === undefined ? differences.map(({ what }) => what) : undefined,
      ...(reason === undefined ? {} : { reason }),
    };
  });
}

/** Why Entra cannot connect. Undefined when it can. */
async function failureOf(slug: string, entra: Entra, print: Print): Promise<string | undefined> {
  try {
    await entra.sync(slug, print);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    print(message);
    return message;
  }
}

/** The drift of each tenant, or why it is unknown. The connections are reported in any case. */
async function driftOf(slugs: readonly string[], entra: Entra): Promise<Map<string, TenantDrift>> {
  try {
    return new Map((await entra.drift(slugs)).map((one) => [one.tenant, one]));
  } catch (error) {
    const { message } = error as Error;
    return new Map(slugs.map((tenant) => [tenant, { tenant, differences: [], error: message }]));
  }
}
