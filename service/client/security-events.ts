import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { Webhook } from 'standardwebhooks';

import type { Event } from './event-feed';
import { type Endpoint, request } from './request';

/**
 * The content of a security event token about a user or group (RFC 9967). Skip a token if its `jti` has already been
 * processed.
 */
export interface SecurityEvent extends JWTPayload {
  readonly jti: string;

  /** Id of the request that made the change. */
  readonly txn: string;

  /** Slug of the tenant. */
  readonly tenant: string;

  /** The user or group, as a path below the SCIM base URL of the tenant. */
  readonly sub_id: { readonly format: 'scim'; readonly uri: string; readonly externalId?: string };

  /** The payload of each event, keyed by the event's URI, such as `urn:ietf:params:scim:event:prov:deactivate`. */
  readonly events: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Verifies a security event token. @throws {JOSEError} for a token that this service did not sign for this receiver.
 */
export type VerifySet = (token: string) => Promise<SecurityEvent>;

/**
 * Returns a function that verifies the tokens of a stream. The function fetches the service's keys when it first needs
 * them, and again when the keys are rotated.
 *
 * @param issuer public URL of the service.
 * @param audience the audience that the stream declares.
 */
export function setVerifier(issuer: string, audience: string): VerifySet {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  const expected = { issuer, audience, typ: 'secevent+jwt', algorithms: ['ES256'] };
  const requiredClaims = ['iat', 'jti', 'txn', 'sub_id', 'events'];
  return async (token) => (await jwtVerify<SecurityEvent>(token, keys, { ...expected, requiredClaims })).payload;
}

/** How long the service waits for new events before it answers a poll, in seconds. */
const WAIT_SECONDS = 25;

interface PollAnswer {
  readonly sets: Readonly<Record<string, string>>;
}

/**
 * Yields the tokens of a polled stream (RFC 8936) without end. The tokens of one answer are acknowledged by the next
 * poll, which is sent when the caller has processed all of them and asks for another token. If the caller crashes
 * before that, the tokens are delivered again.
 */
export async function* pollSets(
  endpoint: Endpoint,
  { stream, verify, signal }: { readonly stream: string; readonly verify: VerifySet; readonly signal?: AbortSignal },
): AsyncGenerator<SecurityEvent, void> {
  const path = `/SecurityEvents/${encodeURIComponent(stream)}`;
  let ack: readonly string[] = [];
  while (!signal?.aborted) {
    const answer = await request<PollAnswer>(endpoint, path, signal, WAIT_SECONDS, { ack });
    if (!answer) return;
    for (const token of Object.values(answer.sets)) yield await verify(token);
    ack = Object.keys(answer.sets);
  }
}

/**
 * Verifies a webhook, and returns its event.
 *
 * @param secret a secret of the stream, `whsec_…`. During a rotation, any of the stream's secrets will do.
 * @param body the body exactly as received, byte for byte.
 * @throws {WebhookVerificationError} when the webhook was not signed with the secret, or was signed more than five
 * minutes ago.
 */
export function verifyWebhook(
  secret: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer | string,
): Event {
  const { data } = new Webhook(secret).verify(body, headers as Record<string, string>) as { readonly data: Event };
  return data;
}
