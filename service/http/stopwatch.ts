/** Measures the total duration of several periods, including a period that has not ended yet. */
export class Stopwatch {
  #pastMs = 0;
  #since: number | undefined;

  get seconds(): number {
    return (this.#pastMs + (this.#since === undefined ? 0 : performance.now() - this.#since)) / 1e3;
  }

  /** Measures the time until `work` is done. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const start = performance.now();
    this.#since = start;
    try {
      return await work();
    } finally {
      this.#pastMs += performance.now() - start;
      this.#since = undefined;
    }
  }
}
