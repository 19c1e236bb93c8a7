/** A request that the service did not answer as Entra expects. */
export interface Failure {
  readonly request: string;
  readonly reason: string;
}

/** The response times of a step's requests, and the requests that failed. */
export interface Measured {
  readonly milliseconds: readonly number[];

  /**
   * Number of responses with status 429. After each of them, the rehearsal waited as long as the service asked it to,
   * and then repeated the request.
   */
  readonly waits: number;
  readonly failures: readonly Failure[];
}

/**
 * Called when the service has answered a request, if the answer contains a request id. `sentAt` is the time at which
 * the request was sent, in milliseconds.
 */
export type OnSent = (requestId: string, sentAt: number) => void;

/** Records response times and failures, step by step. */
export class Recorder {
  readonly #onSent: OnSent | undefined;
  #milliseconds: number[] = [];
  #waits = 0;
  #failures: Failure[] = [];

  constructor(onSent?: OnSent) {
    this.#onSent = onSent;
  }

  /** Starts recording another step. */
  start(): void {
    this.#milliseconds = [];
    this.#waits = 0;
    this.#failures = [];
  }

  /** @param requestId `X-Request-Id` of the answer. Undefined if the answer has none. */
  answered(sentAt: number, answeredAt: number, requestId: string | undefined): void {
    this.#milliseconds.push(answeredAt - sentAt);
    if (requestId !== undefined) this.#onSent?.(requestId, sentAt);
  }

  waited(): void {
    this.#waits++;
  }

  failed(request: string, reason: string): void {
    this.#failures.push({ request, reason });
  }

  get measured(): Measured {
    return { milliseconds: this.#milliseconds, waits: this.#waits, failures: this.#failures };
  }
}
