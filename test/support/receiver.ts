import type { IncomingMessage, ServerResponse } from 'node:http';

import { listen } from './listen';

/** A request as a receiver got it. */
export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A receiver of webhooks or security event tokens on this machine. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;

  /** All requests so far. */
  readonly received: readonly Received[];

  /** Resolves once this many requests have arrived. */
  got(count: number): Promise<void>;
}

/** @param reply answers a request, given the number of requests so far. Without it, each request is accepted. */
export async function startReceiver(
  reply: (res: ServerResponse, count: number) => void = (res) => res.writeHead(204).end(),
): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const listening = await listen((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { headers, method, url: path } = req;
      received.push({ headers, method, path, body: Buffer.concat(chunks).toString() });
      for (const look of waiting) look();
      reply(res, received.length);
    });
  });
  return {
    url: listening.url,
    received,
    got: (count) =>
      new Promise((done) => {
        const look = () => {
          if (received.length < count) return;
          waiting.delete(look);
          done();
        };
        waiting.add(look);
        look();
      }),
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}
