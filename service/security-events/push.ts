import type { Event } from '../events/event';
import { isObject } from '../scim/json';
import type { Answer, Delivery, Refused } from '../streams/delivery';
import { NoAnswer, post, type PostAnswer } from '../streams/post';
import { SecretError, type Secrets } from '../streams/secrets';
import type { PushStream } from '../streams/stream';

import { complaintOf } from './complaint';
import { type Claims, type Parties, setsOfEvent } from './set-of-event';
import { SET_TYPE, signSet } from './sign-set';
import type { SigningKeys } from './signing-keys';

/**
 * How long to wait after a receiver has reported an error, in seconds. Either somebody has to fix the error, or the
 * receiver has to fetch the service's keys again. Both take minutes.
 */
const MENDED_SECONDS = 300;

/** The dependencies of a delivery, apart from its stream. */
export interface PushOptions {
  /** Public URL of the service, which is the issuer of the tokens. */
  readonly publicUrl: string;

  readonly keys: SigningKeys;
  readonly secrets: Pick<Secrets, 'read'>;
  readonly now: () => Date;
}

/**
 * Delivers events as security event tokens, with one request per token (RFC 8935). If an event has two tokens, it
 * counts as delivered only once the receiver has accepted both.
 */
export class PushDelivery implements Delivery {
  readonly #stream: PushStream;
  readonly #parties: Parties;
  readonly #options: PushOptions;

  constructor(stream: PushStream, options: PushOptions) {
    const { name, audience, content } = stream;
    this.#stream = stream;
    this.#parties = { issuer: options.publicUrl, audience, stream: name, content };
    this.#options = options;
  }

  async deliver(event: Event, gone: AbortSignal): Promise<Answer> {
    let answer: Answer = { taken: true };
    for (const claims of setsOfEvent(event, this.#parties)) {
      answer = await this.#push(claims, gone);
      if (!answer.taken) break;
    }
    return answer;
  }

  async #push(claims: Claims, gone: AbortSignal): Promise<Answer> {
    const { url, privateAddresses } = this.#stream;
    const { keys, now } = this.#options;
    try {
      const headers = {
        'Content-Type': `application/${SET_TYPE}`,
        Accept: 'application/json',
        ...(await this.#authorization()),
      };
      const body = await signSet(claims, keys, now());
      return this.#answerOf(await post({ url, headers, body, privateAddresses }, gone));
    } catch (error) {
      if (error instanceof NoAnswer || error instanceof SecretError) return { taken: false, reason: error.message };
      throw error;
    }
  }

  async #authorization(): Promise<{ readonly Authorization?: string }> {
    const { authorization: name } = this.#stream;
    if (name === undefined) return {};
    const value = await this.#options.secrets.read(name, 1);
    if (/^[\x21-\x7e][\x20-\x7e]*$/.test(value)) return { Authorization: value };
    throw new SecretError(`secret '${name}' has characters that no header has; it must be one line, such as Bearer …`);
  }

  #answerOf({ status, retryAfterSeconds: pause, body }: PostAnswer): Answer {
    if (status >= 200 && status < 300) return { taken: true, status };
    if (status === 410) return { taken: false, status, reason: 'it answered 410: it wants no more events', end: true };
    const complaint = complaintOf(errIn(body), this.#parties);
    if (complaint !== undefined) {
      return { taken: false, status, reason: `it answered ${status}: ${complaint}`, pause: pause ?? MENDED_SECONDS };
    }
    const isRedirect = status >= 300 && status < 400;
    const remedy = isRedirect ? '; redirects are not followed, so put its final URL into the stream' : '';
    const refused: Refused = { taken: false, status, reason: `it answered ${status}${remedy}` };
    return pause === undefined ? refused : { ...refused, pause };
  }
}

function errIn(body: string): unknown {
  try {
    const answer: unknown = JSON.parse(body);
    return isObject(answer) ? answer['err'] : undefined;
  } catch {
    return undefined;
  }
}
