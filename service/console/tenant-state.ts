import type { z } from 'zod';

import type { tenantSchema } from '../admin/schemas';
import { duration } from '../pages/instant';
import { SEVERITIES, type Severity } from '../pages/judgement';

export type Tenant = z.output<typeof tenantSchema>;

/** The state of a tenant, in words and as a severity. */
export interface TenantState {
  readonly severity: Severity;
  readonly words: string;
}

/**
 * How long Entra may be silent, in seconds. While a provisioning job runs, Entra calls every 40 minutes, so after two
 * hours of silence, the job is not running.
 */
const SILENT_SECONDS = 2 * 3600;

/** If all of Entra's requests have been refused for this long, provisioning counts as broken. */
const ONLY_REFUSED_SECONDS = 15 * 60;

const EPOCH = new Date(0).toISOString();

/** A token that expires sooner than this should be rotated. */
const EXPIRES_SOON_SECONDS = 14 * 24 * 3600;

/** Describes the most important fact about a tenant in words. */
export function stateOf(tenant: Tenant, now: Date): TenantState {
  const { refusal, lastAccepted, lastRefused, counts } = tenant;
  const ageOf = (at: string) => (now.getTime() - Date.parse(at)) / 1e3;
  if (refusal !== null) return { severity: 'off', words: refusal };
  const token = tokenTrouble(tenant, ageOf);
  if (token?.severity === 'bad') return token;
  const called = [lastAccepted, lastRefused].filter((at) => at !== null).map(ageOf);
  if (called.length === 0) return { severity: 'warn', words: 'Entra has not called yet' };
  const silence = Math.min(...called);
  if (silence > SILENT_SECONDS) return { severity: 'bad', words: `Entra has been silent for ${duration(silence)}` };
  if (lastRefused !== null && ageOf(lastAccepted ?? EPOCH) - ageOf(lastRefused) > ONLY_REFUSED_SECONDS)
    return {
      severity: 'bad',
      words:
        lastAccepted === null
          ? 'Every request of Entra is refused'
          : `Every request of Entra is refused, for ${duration(ageOf(lastAccepted))}`,
    };
  if (token) return token;
  if (counts && counts.refusals > 0)
    return {
      severity: 'warn',
      words: `${counts.refusals} ${counts.refusals === 1 ? 'request was' : 'requests were'} refused in the last 24 h`,
    };
  return { severity: 'good', words: 'Entra provisions' };
}

/**
 * The state of a tenant whose tokens have all expired or will all expire soon. Undefined when at least one token is
 * valid for longer.
 */
function tokenTrouble({ tokens }: Tenant, ageOf: (at: string) => number): TenantState | undefined {
  const provisioning = tokens.filter(({ scope }) => scope === 'provision');
  const expiries = provisioning.map(({ expiresAt }) => (expiresAt === null ? Infinity : -ageOf(expiresAt)));
  const left = Math.max(...expiries);
  if (left <= 0) return { severity: 'bad', words: 'Entra is refused: each token of the tenant has expired' };
  if (left < EXPIRES_SOON_SECONDS) return { severity: 'warn', words: `The token expires in ${duration(left)}` };
  return undefined;
}

/** Sorts tenants by severity, the most urgent one first. */
export function bySeverity(one: TenantState, other: TenantState): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
}
