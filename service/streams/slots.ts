/** Limits how much work runs at the same time, in total and for each stream. Work beyond a limit waits for its turn. */
export class Slots {
  readonly #max: number;
  readonly #maxEach: number;
  readonly #used = new Map<unknown, number>();
  readonly #waiting: Waiting[] = [];
  #usedInAll = 0;

  /**
   * @param maxEach maximum for one stream, which may deliver the events of many tenants. The maximum leaves slots for
   * other streams even if the receiver of one stream does not answer.
   */
  constructor(max: number, maxEach: number) {
    this.#max = max;
    this.#maxEach = maxEach;
  }

  /** Whether any work is waiting. */
  get isFull(): boolean {
    return this.#waiting.length > 0;
  }

  /** Runs work for a stream as soon as a slot is free. */
  async run(stream: unknown, work: () => Promise<void>): Promise<void> {
    if (!this.#hasRoom(stream)) await new Promise<void>((begin) => this.#waiting.push({ stream, begin }));
    else this.#use(stream, 1);
    try {
      await work();
    } finally {
      this.#use(stream, -1);
      this.#beginNext();
    }
  }

  #beginNext(): void {
    const index = this.#waiting.findIndex(({ stream }) => this.#hasRoom(stream));
    const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (!next) return;
    this.#use(next.stream, 1);
    next.begin();
  }

  #hasRoom(stream: unknown): boolean {
    return this.#usedInAll < this.#max && (this.#used.get(stream) ?? 0) < this.#maxEach;
  }

  #use(stream: unknown, count: number): void {
    this.#usedInAll += count;
    const used = (this.#used.get(stream) ?? 0) + count;
    if (used === 0) this.#used.delete(stream);
    else this.#used.set(stream, used);
  }
}

interface Waiting {
  readonly stream: unknown;
  readonly begin: () => void;
}
