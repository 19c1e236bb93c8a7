import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import { type Endpoint, setVerifier, type VerifySet } from '../../service/client';

import { Receiver } from './receiver';

/** The service that sends the tokens. */
export interface Transmitter {
  /** Public URL of the service. */
  readonly issuer: string;

  /** How a product reads a tenant over SCIM. */
  readonly endpointOf: (slug: string) => Endpoint;
}

/**
 * A receiver on this machine that gets the events of all tenants as security event tokens (RFC 8935). It verifies each
 * token, and reads over SCIM what the token is about.
 */
export class TokenReceiver extends Receiver {
  /** The audience for which the tokens must be signed. */
  readonly audience = `urn:uuid:${randomUUID()}`;
  #transmitter: (Transmitter & { readonly verify: VerifySet }) | undefined;

  static start(): Promise<TokenReceiver> {
    return new TokenReceiver({ accepted: 202, refusal: { err: 'invalid_request' } }).listen();
  }

  /** Accepts the tokens of a service from now on. */
  trust(transmitter: Transmitter): void {
    this.#transmitter = { ...transmitter, verify: setVerifier(transmitter.issuer, this.audience) };
  }

  protected override async receive(req: IncomingMessage): Promise<void> {
    const token = await text(req);
    if (!this.#transmitter) throw new Error('no service is trusted yet');
    const { verify, endpointOf } = this.#transmitter;
    const set = await verify(token);
    await this.productOf(set.tenant).takeSet(set, endpointOf(set.tenant));
  }
}
