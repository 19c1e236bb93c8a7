import type { VNode } from 'preact';

import { VALID_TOKENS_MAX } from '../directory/portal-account';
import { FormToken } from '../pages/form-token';
import { Ago, Instant } from '../pages/instant';
import { Table } from '../pages/table';

import { type Account, type AccountToken, isValid } from './account';
import { Copied } from './copied';
import { TOKENS_PATH } from './portal-frame';
import { Step, type StepState } from './step';

/** The lifetimes that an admin can choose for a token, in days. */
export const TOKEN_DAYS = [90, 180, 365, 730] as const;
const DEFAULT_DAYS = 365;

/** Id of the cell with the last use of a token. */
export function lastUseId(tokenId: string): string {
  return `last-use-${tokenId}`;
}

export interface TokenOutcome {
  /** The token that was just created. It is shown only once, so only this page contains it. */
  readonly made?: { readonly id: string; readonly token: string };

  /** The reason why no token was created. */
  readonly refused?: string;
}

interface TokenStepProps extends TokenOutcome {
  readonly account: Account;
  readonly state: StepState;
  readonly formToken: string;
}

/** The step for creating the tokens with which Entra authenticates. */
export function TokenStep({ account, state, formToken, made, refused }: TokenStepProps): VNode {
  const { tenant, tokens, now } = account;
  const valid = tokens.filter((token) => isValid(token, now));
  const isManagedHere = tenant.managedBy === 'portal';
  return (
    <Step id="token" title="Generate a token" state={state}>
      <p>
        Entra presents it with each request, so treat it like a password. It is shown once: have the page of the
        application in Entra open, to paste it there.
      </p>
      {made && (
        <div class="note note-good" role="status">
          <strong>This is token {made.id}. Copy it now: it is shown this once, and nobody can look it up later.</strong>
          <p>
            <Copied id="new-token" text={made.token} what="token" />
          </p>
          <p>Keep this page open, and paste the token in the next step.</p>
        </div>
      )}
      {refused !== undefined && (
        <div class="note note-bad" role="alert">
          <strong>No token was made: {refused}.</strong>
          <p>If you did not copy the last one, revoke it and generate another.</p>
        </div>
      )}
      {tokens.length > 0 && <Tokens account={account} formToken={formToken} />}
      {isManagedHere && valid.length < VALID_TOKENS_MAX && <NewToken account={account} formToken={formToken} />}
      {isManagedHere && valid.length >= VALID_TOKENS_MAX && (
        <p class="muted">
          Two tokens are valid, which is the most. Once Entra uses the newer one, revoke the older one; then you can
          generate another.
        </p>
      )}
      {!isManagedHere && <p class="muted">The operators of the service make and rotate the tokens.</p>}
    </Step>
  );
}

function Tokens({ account: { tenant, tokens, now }, formToken }: { account: Account; formToken: string }) {
  return (
    <Table columns={['Token', 'Made', 'Expires', 'Last used', ...(tenant.managedBy === 'portal' ? ['Revoke'] : [])]}>
      {tokens.map((token) => (
        <tr key={token.id}>
          <th scope="row" class="mono">
            {token.id}
          </th>
          <td data-label="Made">{token.createdAt ? <Instant at={token.createdAt.toISOString()} /> : '–'}</td>
          <td data-label="Expires">
            <Expiry token={token} now={now} />
          </td>
          <td id={lastUseId(token.id)} data-label="Last used">
            <Ago at={token.acceptedAt?.toISOString() ?? null} now={now} />
          </td>
          {tenant.managedBy === 'portal' && (
            <td data-label="Revoke">
              <details>
                <summary aria-label={`Revoke ${token.id}…`}>Revoke…</summary>
                <p>Entra is refused at once if it presents this token.</p>
                <form method="post" action={`${TOKENS_PATH}/${encodeURIComponent(token.id)}/revoke`}>
                  <FormToken token={formToken} />
                  <button type="submit">Revoke {token.id}</button>
                </form>
              </details>
            </td>
          )}
        </tr>
      ))}
    </Table>
  );
}

function Expiry({ token, now }: { readonly token: AccountToken; readonly now: Date }) {
  if (!token.expiresAt) return <>never</>;
  return (
    <>
      {!isValid(token, now) && <strong>expired </strong>}
      <Instant at={token.expiresAt.toISOString()} />
    </>
  );
}

function NewToken({ account: { tokensMade, tokens }, formToken }: { account: Account; formToken: string }) {
  return (
    <form class="filters" method="post" action={`${TOKENS_PATH}#token`}>
      <FormToken token={formToken} />
      {/* A form that is sent again, for example by reloading the page, creates no second token. */}
      <input type="hidden" name="made" value={tokensMade} />
      <label>
        Valid for
        <select name="days">
          {TOKEN_DAYS.map((days) => (
            <option key={days} value={days} selected={days === DEFAULT_DAYS}>
              {days} days
            </option>
          ))}
        </select>
      </label>
      <button class={tokens.length === 0 ? 'primary' : ''} type="submit">
        {tokens.length === 0 ? 'Generate a token' : 'Generate another token'}
      </button>
    </form>
  );
}
