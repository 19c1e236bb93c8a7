import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a receiver does with a request. `hangs` accepts the event, but the service gives up waiting for the answer. */
export type Behavior = 'accepts' | 'crashes a process' | 'fails' | 'hangs up' | 'hangs' | 'is slow' | 'restarts';

/** An event as a receiver got it. */
export interface Told {
  /** Id of the event or token, which is the same in every attempt. */
  readonly id: string;

  /** Id of the request that caused the event. */
  readonly txn: string;

  /** Brings the receiver's copy of the directory up to date. */
  readonly apply: () => Promise<void>;
}

/** Verifies a request and reads the event in it. */
export type ReadTold = (headers: IncomingHttpHeaders, body: string) => Promise<Told>;

/** A receiver that keeps a copy of the directory, and does not always answer as it should. */
export class UnreliableReceiver implements AsyncDisposable {
  readonly taken: Told[] = [];
  onCrash: () => void = () => undefined;
  readonly #server: Server;
  readonly #port: number;
  readonly #behaviors: Behavior[];
  #applied = Promise.resolve();

  /** @param behaviors for the first requests. All later ones are accepted. */
  static async start(behaviors: readonly Behavior[], read: ReadTold): Promise<UnreliableReceiver> {
    const server = createServer().listen(0, 'localhost');
    await once(server, 'listening');
    return new UnreliableReceiver(server, behaviors, read);
  }

  private constructor(server: Server, behaviors: readonly Behavior[], read: ReadTold) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#behaviors = [...behaviors];
    server.on('request', (req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        void read(req.headers, Buffer.concat(chunks).toString()).then((told) => {
          this.#answer(told, res, this.#behaviors.shift() ?? 'accepts');
        });
      });
    });
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Resolves once the copy has all that was taken so far. */
  get applied(): Promise<void> {
    return this.#applied;
  }

  #answer(told: Told, res: ServerResponse, behavior: Behavior): void {
    const accept = () => res.writeHead(204).end();
    if (behavior === 'fails') {
      res.writeHead(500).end();
      return;
    }
    this.taken.push(told);
    this.#applied = this.#applied.then(() => told.apply());
    if (behavior === 'is slow') setTimeout(accept, 50);
    else if (behavior === 'hangs up') res.destroy();
    else if (behavior === 'restarts') void this.#restart();
    else if (behavior !== 'hangs') accept();
    if (behavior === 'crashes a process') this.onCrash();
  }

  async #restart(): Promise<void> {
    const closed = once(this.#server.close(), 'close');
    this.#server.closeAllConnections();
    await closed;
    await sleep(50);
    this.#server.listen(this.#port, 'localhost');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
