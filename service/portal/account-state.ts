import { includesScim, planName } from '../../account/plan';
import { outdatedToken, SILENT_SECONDS } from '../pages/entra-token';
import { duration } from '../pages/instant';
import type { Severity } from '../pages/judgement';

import { type Account, isValid } from './account';

/** The state of provisioning in one sentence, and what to do next. */
export interface AccountState {
  readonly severity: Severity;
  readonly words: string;
  readonly next?: { readonly words: string; readonly href: string };
}

export function stateOf(account: Account): AccountState {
  const { tenant, tokens, calls, changes, now } = account;
  const { last, lastAccepted } = calls;
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
    if (!last && tokens.length === 0) {
      return {
        severity: 'warn',
        words: 'There is no token yet',
        next: { words: 'create the application in Entra, then generate a token', href: '#application' },
      };
    }
    return {
      severity: 'bad',
      words: `The token ${tokens.length > 0 ? 'has expired' : 'was revoked'}: requests of Entra are refused`,
      next: { words: 'generate a token, and store it in Entra', href: '#token' },
    };
  }
  if (!last) {
    return {
      severity: 'warn',
      words: 'Entra has not called yet',
      next: { words: 'paste the tenant URL and the token in Entra, and test the connection', href: '#test' },
    };
  }
  const outdated = outdatedToken({ last, lastAccepted, tokens, now });
  if (outdated) {
    return { ...outdated, next: { words: 'store the newest token in Entra, and test the connection', href: '#test' } };
  }
  if (last.verdict === 'refused') {
    return {
      severity: 'bad',
      words: `The last request of Entra was refused, ${ago(last.at)}`,
      next: { words: 'read why, and what to do', href: '#test' },
    };
  }
  if (changes.length === 0) {
    return {
      severity: 'warn',
      words: `Entra is connected (last call ${ago(last.at)}), but has provisioned nobody yet`,
      next: { words: 'add the roles and mappings, assign people, and start', href: '#roles' },
    };
  }
  if (now.getTime() - last.at.getTime() > SILENT_SECONDS * 1e3) {
    return {
      severity: 'bad',
      words: `Entra called last ${ago(last.at)}, but should every 40 minutes`,
      next: { words: 'look at the status under Provisioning in Entra', href: '#start' },
    };
  }
  return { severity: 'good', words: `Entra provisions this account; it called last ${ago(last.at)}` };
}
