import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { Webhook } from 'standardwebhooks';

import type { Event } from './event-feed';
import { type Endpoint, request } from './request';

/** What a security event token tells of a user or group (RFC 9967). Pass over a `jti` that you have seen. */
export interface SecurityEvent extends JWTPayload {
  readonly jti: string;

  /** Id of the request that made the change. */
  readonly txn: string;

  /** Slug of the tenant. */
  readonly tenant: string;

  /** The user or group, by its path below the SCIM base URL of the tenant. */
  readonly sub_id: { readonly format: 'scim'; readonly uri: string; readonly externalId?: string };

  /** Payloads by the URI of the event, such as `urn:ietf:params:scim:event:prov:deactivate`. */
  readonly events: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Verifies a security event token. @throws {JOSEError} for one that this service did not sign for this receiver. */
export type VerifySet = (token: string) => Promise<SecurityEvent>;

/**
 * Verifies the tokens of a stream with the keys of the service, which are read when needed, and again during a rotation.
 *
 * @param issuer public URL of the service.
 * @param audience the one that the stream is declared with.
 */
export function setVerifier(issuer: string, audience: string): VerifySet {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  const expected = { issuer, audience, typ: 'secevent+jwt', algorithms: ['ES256'] };
  const requiredClaims = ['iat', 'jti', 'txn', 'sub_id', 'events'];
  return async (token) => (await jwtVerify<SecurityEvent>(token, keys, { ...expected, requiredClaims })).payload;
}

/** How long the service waits for news before it answers a poll. */
const WAIT_SECONDS = 25;

interface PollAnswer {
  readonly sets: Readonly<Record<string, string>>;
}

/**
 * The tokens of a stream that is polled (RFC 8936), for ever. Those of an answer are acknowledged by the next poll, once
 * the caller has asked for another one: what a crash interrupts is told again.
 */
export async function* pollSets(
  endpoint: Endpoint,
  options: { readonly stream: string; readonly verify: VerifySet; readonly signal?: AbortSignal },
): AsyncGenerator<SecurityEvent, void> {
  const { stream, verify, signal } = options;
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
 * The event of a webhook.
 *
 * @param secret `whsec_…` of the stream: any of them during a rotation.
 * @param body as it was received, byte for byte.
 * @throws {WebhookVerificationError} for one that was not signed with the secret, or more than five minutes ago.
 */
export function verifyWebhook(
  secret: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer | string,
): Event {
  const { data } = new Webhook(secret).verify(body, headers as Record<string, string>) as { readonly data: Event };
  return data;
}
