import { Webhook } from 'standardwebhooks';

import type { Event } from '../events/event';

import type { Answer, Delivery } from './delivery';
import { ANSWER_SECONDS, NoAnswer, post, type PostAnswer } from './post';
import { SecretError, type Secrets } from './secrets';
import type { WebhookStream } from './stream';

/**
 * Delivers events as webhooks according to Standard Webhooks 1.0. Each event is signed with every secret of the stream,
 * so that secrets can be rotated.
 */
export class WebhookDelivery implements Delivery {
  readonly #stream: WebhookStream;
  readonly #secrets: Pick<Secrets, 'read'>;
  readonly #now: () => Date;
  readonly #answerSeconds: number;

  /** @param answerSeconds maximum time that the receiver may take to answer. */
  constructor(
    stream: WebhookStream,
    secrets: Pick<Secrets, 'read'>,
    now: () => Date,
    answerSeconds: number = ANSWER_SECONDS,
  ) {
    this.#stream = stream;
    this.#secrets = secrets;
    this.#now = now;
    this.#answerSeconds = answerSeconds;
  }

  async deliver(event: Event, gone: AbortSignal): Promise<Answer> {
    const { url, privateAddresses } = this.#stream;
    const { id, type, at: timestamp } = event;
    const body = JSON.stringify({ type, timestamp, data: event });
    try {
      const sentAt = this.#now();
      const headers = {
        'Content-Type': 'application/json',
        'webhook-id': id, // the same in every attempt
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1e3)),
        'webhook-signature': await this.#sign(id, sentAt, body),
      };
      return answerOf(await post({ url, headers, body, privateAddresses }, gone, this.#answerSeconds));
    } catch (error) {
      if (error instanceof NoAnswer || error instanceof SecretError) return { taken: false, reason: error.message };
      throw error;
    }
  }

  async #sign(id: string, at: Date, body: string): Promise<string> {
    const values = await Promise.all(this.#stream.secrets.map((name) => this.#secrets.read(name)));
    return values.map((value) => new Webhook(webhookSecret(value)).sign(id, at, body)).join(' ');
  }
}

/** Converts a secret to the format that Standard Webhooks defines. Receivers get the secret in this format. */
export function webhookSecret(value: string): string {
  return value.startsWith('whsec_') ? value : `whsec_${Buffer.from(value).toString('base64')}`;
}

function answerOf({ status, retryAfterSeconds }: PostAnswer): Answer {
  if (status >= 200 && status < 300) return { taken: true, status };
  if (status === 410) return { taken: false, status, reason: 'it answered 410: it wants no more events', end: true };
  const isRedirect = status >= 300 && status < 400;
  return {
    taken: false,
    status,
    reason: `it answered ${status}${isRedirect ? '; redirects are not followed, so put its final URL into the stream' : ''}`,
    ...(retryAfterSeconds === undefined ? {} : { pause: retryAfterSeconds }),
  };
}
