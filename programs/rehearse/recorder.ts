/** A request whose answer is not what Entra expects from a SCIM service. */
export interface Failure {
  readonly request: string;
  readonly reason: string;
}

/** How long the answers to a step's requests took, and which of them failed. */
export interface Measured {
  readonly milliseconds: readonly number[];

  /** How often the service answered 429, and the request was repeated after the time that the service had asked for. */
  readonly waits: number;
  readonly failures: readonly Failure[];
}

/** Keeps count of requests, step by step. */
export class Recorder {
  #milliseconds: number[] = [];
  #waits = 0;
  #failures: Failure[] = [];

  /** Starts counting for another step. */
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
