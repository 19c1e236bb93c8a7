import type { LastCall } from '../directory/entra-calls';

import { duration } from './instant';
import type { Severity } from './judgement';

/**
 * How long Entra may be silent, in seconds. While a provisioning job runs, Entra calls every 40 minutes, so two hours
 * of silence mean that the job is not running.
 */
export const SILENT_SECONDS = 2 * 3600;

interface TokenInUse {
  readonly last: LastCall;
  readonly lastAccepted: Date | undefined;

  /** The provisioning tokens that have not been revoked. */
  readonly tokens: readonly {
    readonly id: string;
    readonly expiresAt: Date | undefined;
    readonly acceptedAt: Date | undefined;
  }[];
  readonly now: Date;
}

/**
 * Warns that Entra presents a token that is no longer valid. This happens when somebody rotates a token but does not
 * store the new token in Entra. Undefined when Entra's last request, or its last accepted request, used a valid token.
 */
export function outdatedToken({
  last,
  lastAccepted,
  tokens,
  now,
}: TokenInUse): { readonly severity: Severity; readonly words: string } | undefined {
  const valid = tokens.filter(({ expiresAt }) => !expiresAt || expiresAt > now);
  const isInUse = ({ id, acceptedAt }: (typeof valid)[number]) =>
    id === last.tokenId || (acceptedAt !== undefined && acceptedAt.getTime() === lastAccepted?.getTime());
  if (valid.some(isInUse)) return undefined;
  const hasExpired = tokens.some(({ id }) => id === last.tokenId);
  const old = `${last.tokenId}, which ${hasExpired ? 'has expired' : 'was revoked'}`;
  const silence = (now.getTime() - last.at.getTime()) / 1e3;
  if (silence > SILENT_SECONDS)
    return { severity: 'bad', words: `Entra has been silent for ${duration(silence)}: it last called with ${old}` };
  if (last.verdict === 'refused') return { severity: 'bad', words: `Entra is refused: it still presents ${old}` };
  const names = valid.map(({ id }) => id).join(' or ');
  return { severity: 'warn', words: `Entra has not used ${names} yet; it last called with ${old}` };
}
