import type { z } from 'zod';

import type { tenantSchema } from '../admin/schemas';
import { duration } from '../pages/instant';
import { SEVERITIES, type Severity } from '../pages/judgement';

export type Tenant = z.output<typeof tenantSchema>;

/** How a tenant is, in words. */
export interface TenantState {
  readonly severity: Severity;
  readonly words: string;
}

/** Entra calls every 40 minutes while a provisioning job runs: two hours of silence mean that it does not run. */
const SILENT_SECONDS = 2 * 3600;

/** A token that expires sooner than this is to be rotated. */
const EXPIRES_SOON_SECONDS = 14 * 24 * 3600;

/** What an operator should know of a tenant first. */
export function stateOf({ refusal, tokens }: Tenant, now: Date): TenantState {
  if (refusal !== null) return { severity: 'off', words: refusal };
  const age = (at: string) => (now.getTime() - Date.parse(at)) / 1e3;
  const provisioning = tokens.filter(({ scope }) => scope === 'provision');
  const uses = provisioning.flatMap(({ lastUse }) => (lastUse === null ? [] : [age(lastUse)]));
  const expiries = provisioning.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [-age(expiresAt)]));
  if (expiries.length > 0 && expiries.length === provisioning.length) {
    const left = Math.max(...expiries);
    if (left <= 0) return { severity: 'bad', words: 'The token has expired: Entra is refused' };
    if (left < EXPIRES_SOON_SECONDS) return { severity: 'warn', words: `The token expires in ${duration(left)}` };
  }
  if (uses.length === 0) return { severity: 'warn', words: 'Entra has not called yet' };
  const silence = Math.min(...uses);
  if (silence > SILENT_SECONDS) return { severity: 'bad', words: `Entra has been silent for ${duration(silence)}` };
  return { severity: 'good', words: 'Entra provisions' };
}

/** Orders tenants by trouble: the one that needs somebody first comes first. */
export function bySeverity(one: TenantState, other: TenantState): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
}
