import { v5 as uuidV5 } from 'uuid';

/** An access token that every stand-in accepts, besides those that were issued. */
export const ACCESS_TOKEN = 'an-access-token';

/** The API and the directory that a token is valid for. */
export interface Reach {
  /** Origin of the API that the token is for. */
  readonly audience: string;

  /** Directory (tenant) id of the directory that issued the token. */
  readonly directoryId: string;
}

/** Why an API refuses a token, with the value that the token has. */
export type TokenFlaw =
  { readonly kind: 'missing' | 'unknown' } | { readonly kind: 'audience' | 'directory'; readonly found: string };

/** Issues access tokens, as unsigned JWTs, and checks them. */
export class AccessTokens {
  readonly #reaches = new Map<string, Reach>();

  issue({ audience, directoryId }: Reach, clientId: string | undefined): string {
    const expires = Math.floor(Date.now() / 1000) + 3600;
    const claims = {
      aud: audience,
      tid: directoryId,
      oid: objectIdOf(directoryId, clientId),
      appid: clientId,
      exp: expires,
    };
    const token = ['{"alg":"none"}', JSON.stringify(claims), 'unsigned'].map(base64url).join('.');
    this.#reaches.set(token, { audience, directoryId });
    return token;
  }

  /** Why the token of a request is invalid. Undefined if it is valid. */
  flaw(authorization: string | undefined, { audience, directoryId }: Reach): TokenFlaw | undefined {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) return { kind: 'missing' };
    if (token === ACCESS_TOKEN) return undefined;
    const reach = this.#reaches.get(token);
    if (!reach) return { kind: 'unknown' };
    if (reach.audience !== audience) return { kind: 'audience', found: reach.audience };
    return reach.directoryId === directoryId ? undefined : { kind: 'directory', found: reach.directoryId };
  }
}

/** The object id of an identity in a directory, which is the same each time the identity signs in. */
function objectIdOf(directoryId: string, clientId = 'nobody'): string {
  return uuidV5(`${directoryId}/${clientId}`, uuidV5.URL);
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
