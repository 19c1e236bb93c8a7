import type { z } from 'zod';

import type { tenantSchema } from '../admin/tenant-schemas';
import { outdatedToken, SILENT_SECONDS } from '../pages/entra-token';
import { duration } from '../pages/instant';
import { SEVERITIES, type Severity } from '../pages/judgement';

import { type StreamsState, streamsStateOf } from './stream-state';

export type Tenant = z.output<typeof tenantSchema>;

/** The state of a tenant, in words and as a severity. */
export interface TenantState {
  readonly severity: Severity;
  readonly words: string;
}

/** If all of Entra's requests have been refused for this long, provisioning counts as broken. */
const ONLY_REFUSED_SECONDS = 15 * 60;

const EPOCH = new Date(0).toISOString();

/** A token that expires sooner than this should be rotated. */
const EXPIRES_SOON_SECONDS = 14 * 24 * 3600;

/** Describes the most important fact about a tenant in words. */
export function stateOf(tenant: Tenant, now: Date): TenantState {
  const { refusal, lastAccepted, lastRefused, lastCall, counts } = tenant;
  const ageOf = (at: string) => (now.getTime() - Date.parse(at)) / 1e3;
  if (refusal !== null) return { severity: 'off', words: refusal };
  if (!tenant.isKnown) return { severity: 'bad', words: 'The database does not answer for this tenant' };
  const token = tokenTrouble(tenant, ageOf);
  if (token?.severity === 'bad') return token;
  if (lastCall === null) return token ?? { severity: 'warn', words: 'Entra has not called yet' };
  const outdated = outdatedTokenOf(tenant, lastCall, now);
  if (outdated) return outdated;
  const silence = ageOf(lastCall.at);
  if (silence > SILENT_SECONDS) return { severity: 'bad', words: `Entra has been silent for ${duration(silence)}` };
  if (lastRefused !== null && ageOf(lastAccepted ?? EPOCH) - ageOf(lastRefused) > ONLY_REFUSED_SECONDS)
    return {
      severity: 'bad',
      words:
        lastAccepted === null
          ? 'Every request of Entra is refused'
          : `Every request of Entra is refused, for ${duration(ageOf(lastAccepted))}`,
    };
  const streams = streamsStateOf(tenant.streams, now);
  if (streams?.severity === 'bad') return { severity: 'bad', words: troubleOf(streams) };
  if (token) return token;
  if (counts && counts.refusals > 0)
    return {
      severity: 'warn',
      words: `${counts.refusals} ${counts.refusals === 1 ? 'request was' : 'requests were'} refused in the last 24 h`,
    };
  return { severity: 'good', words: 'Entra provisions' };
}

function troubleOf({ worst: { stream, state }, words }: StreamsState): string {
  return state === 'ended' ? `Stream ${stream} has ended` : `Stream ${stream} is ${words}`;
}

/**
 * The state of a tenant that has no token for provisioning, or whose tokens for provisioning have all expired or will
 * all expire soon. Undefined when at least one of these tokens is valid for longer.
 */
function tokenTrouble({ tokens, lastCall }: Tenant, ageOf: (at: string) => number): TenantState | undefined {
  const provisioning = tokens.filter(({ scope }) => scope === 'provision');
  if (provisioning.length === 0)
    return lastCall
      ? { severity: 'bad', words: `Entra is refused: the tenant has no token; the last one was ${lastCall.tokenId}` }
      : { severity: 'warn', words: 'There is no token yet' };
  const expiries = provisioning.map(({ expiresAt }) => (expiresAt === null ? Infinity : -ageOf(expiresAt)));
  const left = Math.max(...expiries);
  if (left <= 0) return { severity: 'bad', words: 'Entra is refused: each token of the tenant has expired' };
  if (left < EXPIRES_SOON_SECONDS) return { severity: 'warn', words: `The token expires in ${duration(left)}` };
  return undefined;
}

/** The state of a tenant for which Entra presents an expired or revoked token. Undefined otherwise. */
function outdatedTokenOf(
  { lastAccepted, tokens }: Tenant,
  { at, tokenId, verdict }: NonNullable<Tenant['lastCall']>,
  now: Date,
): TenantState | undefined {
  const dateOf = (text: string | null) => (text === null ? undefined : new Date(text));
  return outdatedToken({
    last: { at: new Date(at), tokenId, verdict },
    lastAccepted: dateOf(lastAccepted),
    tokens: tokens
      .filter(({ scope }) => scope === 'provision')
      .map(({ id, expiresAt, lastUse }) => ({ id, expiresAt: dateOf(expiresAt), acceptedAt: dateOf(lastUse) })),
    now,
  });
}

/** Sorts tenants by severity, the most urgent one first. */
export function bySeverity(one: TenantState, other: TenantState): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
}
