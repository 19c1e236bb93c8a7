/** Longest that a request may take: Entra waits for an answer somewhat longer, and repeats what it did not get. */
export const DEADLINE_SECONDS = 20;

/** A request took longer than it may. What was under way is rolled back. */
export class DeadlineOver extends Error {
  override readonly name = 'DeadlineOver';
  readonly seconds: number;

  constructor(seconds: number) {
    super(`the request took longer than ${seconds} seconds`);
    this.seconds = seconds;
  }
}

/** The client waits for no answer any more. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** Why a request is not worked on any longer. */
export type BudgetOver = ClientGone | DeadlineOver;

/**
 * The time that one request has for all that it does: waiting for a connection, every statement, every operation of a
 * bulk request.
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

  /** @throws {BudgetOver} when the deadline is over, or the client has gone. */
  requireLeft(): void {
    if (this.#over) throw this.#over;
  }

  /**
   * Calls `listener` when the client goes, and when the deadline is over.
   *
   * @returns what ends that.
   */
  onOver(listener: (over: BudgetOver) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The client has gone. The deadline still counts for what goes on without it. */
  clientGone(): void {
    this.#end(new ClientGone('the client has gone'));
  }

  /** The request is answered. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #end(over: BudgetOver): void {
    this.#over = over;
    for (const listener of [...this.#listeners]) listener(over);
  }
}
