import { atMost } from '../../command-line/at-most';
import type { TenantDrift } from '../sync/drift/difference';

import type { Entra } from './entra';
import { named, type Print } from './progress';

export interface VerifyOptions {
  /** Maximum number of tenants to test at the same time. */
  readonly parallel: number;
  readonly entra: Entra;
  readonly print: Print;
}

/** The result of checking the deployment of a tenant. */
export interface Verified {
  readonly tenant: string;
  readonly connection: 'failed' | 'fine';

  /** The differences between Entra and the tenant's file. Undefined if they are unknown. */
  readonly drift: readonly string[] | undefined;
  readonly reason?: string;
}

/**
 * Makes Entra test each tenant's connection with the saved credentials, and then compares Entra with the files.
 *
 * The test is a part of `entra-scim sync`. Right after a deployment, the rest of `entra-scim sync` has nothing to do.
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
      error: 'the tenant is missing from the drift report',
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

/** The reason why Entra cannot connect. Undefined if Entra can connect. */
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

/**
 * The drift of each tenant, or the reason why it is unknown. A failure here must not hide the results of the connection
 * tests.
 */
async function driftOf(slugs: readonly string[], entra: Entra): Promise<Map<string, TenantDrift>> {
  try {
    return new Map((await entra.drift(slugs)).map((one) => [one.tenant, one]));
  } catch (error) {
    const { message } = error as Error;
    return new Map(slugs.map((tenant) => [tenant, { tenant, differences: [], error: message }]));
  }
}
