import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Product } from './product';

/** How a receiver answers. */
interface Answers {
  /** Status for an event that it accepts. */
  readonly accepted: number;

  /** Body for anything else, which it answers with 400. @default none */
  readonly refusal?: object;
}

/** A receiver on this machine that gets the events of all tenants. */
export abstract class Receiver implements AsyncDisposable {
  readonly #server: Server;
  readonly #products = new Map<string, Product>();

  constructor({ accepted, refusal }: Answers) {
    const refused = refusal ? JSON.stringify(refusal) : undefined;
    this.#server = createServer((req, res) => {
      this.receive(req).then(
        () => res.writeHead(accepted).end(),
        () => res.writeHead(400, refused ? { 'Content-Type': 'application/json' } : {}).end(refused),
      );
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#server.unref(); // a service that does not start must not keep this process alive
    return this;
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

  /** Passes what was sent to the product of its tenant. Throws when the service did not sign it. */
  protected abstract receive(req: IncomingMessage): Promise<void>;

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
