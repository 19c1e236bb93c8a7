import type { KnownToken, Verdict } from './overview';

/**
 * The last requests that Entra sent for one tenant. Includes requests with tokens that have been revoked since then.
 */
export interface EntraCalls {
  readonly lastAccepted: Date | undefined;
  readonly lastRefused: Date | undefined;

  /** The last request, whether it was accepted or refused. */
  readonly last: LastCall | undefined;
}

export interface LastCall {
  readonly at: Date;
  readonly tokenId: string;
  readonly verdict: Verdict;
}

/** @param calls the calls of one tenant. Calls with readers' tokens are ignored. */
export function entraCalls(calls: readonly KnownToken[]): EntraCalls {
  const all = calls
    .filter(({ scope }) => scope === 'provision')
    .flatMap((call) =>
      (['accepted', 'refused'] as const).flatMap((verdict): LastCall | [] => {
        const { tokenId, [verdict]: at } = call;
        return at ? { at, tokenId, verdict } : [];
      }),
    )
    .sort((one, other) => other.at.getTime() - one.at.getTime());
  const latest = (verdict: Verdict) => all.find((call) => call.verdict === verdict)?.at;
  return { lastAccepted: latest('accepted'), lastRefused: latest('refused'), last: all[0] };
}
