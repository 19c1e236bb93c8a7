import { isDeepStrictEqual } from 'node:util';

import type { SyncSettings } from '../../../entra/sync-settings';
import { declaredCredentials } from '../job/declared-credentials';
import type { Credential, JobStatus, SynchronizationJob } from '../job/synchronization-job';
import { mappingDifferences } from '../schema/mapping-differences';

import type { Difference } from './difference';

/**
 * Reports differences between a job and its declared settings. The differences concern the state of the job, the data
 * that it sends, and its credentials. A credential is not compared if Graph masks its value.
 */
export async function jobDrift(job: SynchronizationJob, settings: SyncSettings): Promise<Difference[]> {
  return [
    ...stateDrift(await job.status(), settings),
    ...(await job.runningBeside()).map((id) => ({ what: 'second job', declared: undefined, found: `${id} runs` })),
    ...credentialDrift(await job.credentials(), settings),
    ...mappingDifferences(await job.schema(), settings).map(({ type, target, declared, found }) => ({
      what: target === undefined ? type : `${type} ${target}`,
      declared,
      found,
    })),
  ];
}

function stateDrift({ state, quarantine }: JobStatus, { enabled }: SyncSettings): Difference[] {
  const differences: Difference[] = [];
  const declared = enabled ? 'runs' : 'does not run';
  if ((state === 'Active') !== enabled) differences.push({ what: 'job', declared, found: state });
  if (quarantine && enabled) {
    const found = [quarantine.reason, quarantine.message].filter(Boolean).join(': ');
    differences.push({ what: 'quarantine', declared: undefined, found });
  }
  return differences;
}

/** Compares credentials. A masked value may be anything, so it is never reported as a difference. */
function credentialDrift(found: readonly Credential[], settings: SyncSettings): Difference[] {
  const values = new Map(found.map(({ key, value }) => [key, value]));
  const declared = [...declaredCredentials(settings), { key: 'SecretToken', value: '*' }];
  const differing = declared.flatMap(({ key, value }) => {
    const other = values.get(key);
    if (other !== undefined && (/^\*+$/.test(other) || same(value, other))) return [];
    return [{ what: `credential ${key}`, declared: key === 'SecretToken' ? 'a token' : value, found: other }];
  });
  return settings.credentials === 'terraform' ? [...differing, ...undeclared(found, declared)] : differing;
}

/**
 * Reports keys that somebody else has stored. For example, the Entra admin center stores the notification address and
 * the deletion limit.
 *
 * The sync step ignores such keys, but the Terraform provider does not. After the provider has stored its own keys, it
 * waits until Graph lists only as many keys as the provider has stored. Because of the additional keys, this never
 * happens, and the provider fails. The values of the keys are left out of the report, since Graph may not mask them.
 */
function undeclared(found: readonly Credential[], declared: readonly Credential[]): Difference[] {
  const known = new Set(declared.map(({ key }) => key));
  return found
    .filter(({ key }) => !known.has(key))
    .map(({ key }) => ({
      what: `credential ${key}`,
      declared: undefined,
      found: "stored: Terraform fails at the next token, unless 'credentials: vault'",
    }));
}

function same(one: string, other: string): boolean {
  if (one.toLowerCase() === other.toLowerCase() && !one.startsWith('http')) return true;
  try {
    return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
  } catch {
    return one === other;
  }
}
