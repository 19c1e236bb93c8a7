import { includesScim, planName } from '../../account/plan';
import { duration } from '../pages/instant';
import type { Severity } from '../pages/judgement';

import { type Account, isProvisioned, isValid } from './account';

/** The state of provisioning in one sentence, and what to do next. */
export interface AccountState {
  readonly severity: Severity;
  readonly words: string;
  readonly next?: { readonly words: string; readonly href: string };
}

/**
 * How long Entra may be silent, in seconds. While provisioning is on, Entra calls every 40 minutes, so two hours of
 * silence mean that provisioning is off.
 */
const SILENT_SECONDS = 2 * 3600;

export function stateOf(account: Account): AccountState {
  const { tenant, tokens, changes, refusals, now } = account;
  const ago = (at: Date) => `${duration((now.getTime() - at.getTime()) / 1e3)} ago`;
  if (!includesScim(tenant.plan)) {
    return { severity: 'off', words: `The plan ${planName(tenant.plan)} does not include user provisioning` };
  }
  if (!tenant.scimEnabled) {
    return {
      severity: 'off',
      words: 'Provisioning is switched off: requests of Entra are refused',
      next: { words: 'enable SCIM provisioning', href: '#enable' },
    };
  }
  if (!tokens.some((token) => isValid(token, now))) {
    return {
      severity: tokens.length > 0 ? 'bad' : 'warn',
      words: tokens.length > 0 ? 'The token has expired: requests of Entra are refused' : 'There is no token yet',
      next: { words: 'create the application in Entra, then generate a token', href: '#application' },
    };
  }
  // The time of the last request is taken from both the history and the tokens. History has exact times, but contains
  // only changes. The times of the tokens are some seconds late, but cover every accepted request.
  const provisioned = changes.filter(isProvisioned).map(({ at }) => at);
  const accepted = latest([...tokens.map(({ acceptedAt }) => acceptedAt), ...provisioned]);
  const refused = latest([...tokens.map(({ refusedAt }) => refusedAt), ...refusals.map(({ at }) => at)]);
  if (refused && refused > (accepted ?? 0)) {
    return {
      severity: 'bad',
      words: `The last request of Entra was refused, ${ago(refused)}`,
      next: { words: 'read why, and what to do', href: '#test' },
    };
  }
  if (!accepted) {
    return {
      severity: 'warn',
      words: 'Entra has not called yet',
      next: { words: 'paste the tenant URL and the token in Entra, and test the connection', href: '#test' },
    };
  }
  if (!changes.some(isProvisioned)) {
    return {
      severity: 'warn',
      words: `Entra is connected (last call ${ago(accepted)}), but has provisioned nobody yet`,
      next: { words: 'add the roles and mappings, assign people, and start', href: '#roles' },
    };
  }
  if (now.getTime() - accepted.getTime() > SILENT_SECONDS * 1e3) {
    return {
      severity: 'bad',
      words: `Entra called last ${ago(accepted)}, but should every 40 minutes`,
      next: { words: 'look at the status under Provisioning in Entra', href: '#start' },
    };
  }
  return { severity: 'good', words: `Entra provisions this account; it called last ${ago(accepted)}` };
}

function latest(times: readonly (Date | undefined)[]): Date | undefined {
  return times.flatMap((at) => at ?? []).sort((one, other) => other.getTime() - one.getTime())[0];
}
