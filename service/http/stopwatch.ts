/** Measures a total duration over several periods, including the current one. */
export class Stopwatch {
  #pastMs = 0;
  #since: number | undefined;

  get seconds(): number {
    return (this.#pastMs + (this.#since === undefined ? 0 : performance.now() - this.#since)) / 1e3;
  }

  /** Runs while `work` is under way. */
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
