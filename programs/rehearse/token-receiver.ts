import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { type Endpoint, setVerifier, type VerifySet } from '../../service/client';

import { Product } from './product';

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
export class TokenReceiver implements AsyncDisposable {
  /** The audience for which the tokens must be signed. */
  readonly audience = `urn:uuid:${randomUUID()}`;
  readonly #server: Server;
  readonly #products = new Map<string, Product>();
  #transmitter: (Transmitter & { readonly verify: VerifySet }) | undefined;

  private constructor() {
    this.#server = createServer((req, res) => {
      this.#receive(req).then(
        () => res.writeHead(202).end(),
        () => res.writeHead(400, { 'Content-Type': 'application/json' }).end('{"err":"invalid_request"}'),
      );
    });
  }

  static async start(): Promise<TokenReceiver> {
    const receiver = new TokenReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    receiver.#server.unref(); // a service that does not start must not keep this process alive
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Accepts the tokens of a service from now on. */
  trust(transmitter: Transmitter): void {
    this.#transmitter = { ...transmitter, verify: setVerifier(transmitter.issuer, this.audience) };
  }

  /** The product that receives the tokens of a tenant. */
  productOf(slug: string): Product {
    const product = this.#products.get(slug) ?? new Product();
    this.#products.set(slug, product);
    return product;
  }

  async #receive(req: IncomingMessage): Promise<void> {
    const token = await text(req);
    if (!this.#transmitter) throw new Error('no service is trusted yet');
    const { verify, endpointOf } = this.#transmitter;
    const set = await verify(token);
    await this.productOf(set.tenant).takeSet(set, endpointOf(set.tenant));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
