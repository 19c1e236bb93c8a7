/** A request that was answered otherwise than a SCIM service answers Entra. */
export interface Failure {
  readonly request: string;
  readonly reason: string;
}

/** How long the answers to a step's requests took, and which of them failed. */
export interface Measured {
  readonly milliseconds: readonly number[];
  readonly failures: readonly Failure[];
}

/** Keeps count of requests, step by step. */
export class Recorder {
  #milliseconds: number[] = [];
  #failures: Failure[] = [];

  /** Counts from here on for another step. */
  start(): void {
    this.#milliseconds = [];
    this.#failures = [];
  }

  answered(milliseconds: number): void {
    this.#milliseconds.push(milliseconds);
  }

  failed(request: string, reason: string): void {
    this.#failures.push({ request, reason });
  }

  get measured(): Measured {
    return { milliseconds: this.#milliseconds, failures: this.#failures };
  }
}
