/** Maximum duration of a request. Entra waits somewhat longer for an answer before it repeats the request. */
export const DEADLINE_SECONDS = 20;

/** A request took too long. All unfinished work is rolled back. */
export class DeadlineOver extends Error {
  override readonly name = 'DeadlineOver';
  readonly seconds: number;

  constructor(seconds: number) {
    super(`the request took longer than ${seconds} seconds`);
    this.seconds = seconds;
  }
}

/** The client no longer waits for an answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** The reason why work on a request stopped. */
export type BudgetOver = ClientGone | DeadlineOver;

/**
 * The time limit of one request. It covers all work on the request: waiting for a connection, every database statement,
 * and every operation of a bulk request.
 */
export class Budget {
  readonly #listeners = new Set<(over: BudgetOver) => void>();
  readonly #timer: NodeJS.Timeout;
  #over: BudgetOver | undefined;

  constructor(seconds = DEADLINE_SECONDS) {
    this.#timer = setTimeout(() => {
      this.#end(new DeadlineOver(seconds));
    }, seconds * 1000).unref();
  }

  /** @throws {BudgetOver} when the deadline has passed, or the client has disconnected. */
  requireLeft(): void {
    if (this.#over) throw this.#over;
  }

  /**
   * Calls `listener` when the client disconnects, and when the deadline passes.
   *
   * @returns a function that stops listening.
   */
  onOver(listener: (over: BudgetOver) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Records that the client has disconnected. The deadline still applies to work that continues without the client. */
  clientGone(): void {
    this.#end(new ClientGone('the client has disconnected'));
  }

  /** Records that the request has been answered. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #end(over: BudgetOver): void {
    this.#over = over;
    for (const listener of [...this.#listeners]) listener(over);
  }
}
