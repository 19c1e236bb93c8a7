import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { verifyWebhook } from '../../service/client';

import { Product } from './product';

/** A receiver on this machine that gets the events of all tenants as webhooks. */
export class WebhookReceiver implements AsyncDisposable {
  /** The secret with which the webhooks must be signed. */
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;
  readonly #server: Server;
  readonly #products = new Map<string, Product>();

  private constructor() {
    this.#server = createServer((req, res) => {
      this.#receive(req).then(
        () => res.writeHead(204).end(),
        () => res.writeHead(400).end(),
      );
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    receiver.#server.unref(); // a service that does not start must not keep this process alive
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The product that receives the events of a tenant. */
  productOf(slug: string): Product {
    const product = this.#products.get(slug) ?? new Product();
    this.#products.set(slug, product);
    return product;
  }

  async #receive(req: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const event = verifyWebhook(this.secret, req.headers, Buffer.concat(chunks));
    await this.productOf(event.tenant).take(event);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
