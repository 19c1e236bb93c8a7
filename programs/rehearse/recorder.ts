/** A request that the service did not answer as Entra expects. */
export interface Failure {
  readonly request: string;
  readonly reason: string;
}

/** The response times of the requests of a step, and which requests failed. */
export interface Measured {
  readonly milliseconds: readonly number[];

  /**
   * Number of 429 responses. After each of them, the request was repeated when the time that the service asked for was
   * over.
   */
  readonly waits: number;
  readonly failures: readonly Failure[];
}

/** Records response times and failures, step by step. */
export class Recorder {
  #milliseconds: number[] = [];
  #waits = 0;
  #failures: Failure[] = [];

  /** Starts recording another step. */
  start(): void {
    this.#milliseconds = [];
    this.#waits = 0;
    this.#failures = [];
  }

  answered(milliseconds: number): void {
    this.#milliseconds.push(milliseconds);
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
