import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Maximum time that a probe waits for a check, in milliseconds. If a replica answered more slowly, an orchestrator
 * would take it out of service.
 */
const PATIENCE_MS = 80;

/** How long a result is used before a new check begins, in milliseconds. Probes arrive every few seconds. */
const FRESH_MS = 1_000;

/**
 * How long a result is still used while a new check runs, in milliseconds. If the new check takes longer, the replica
 * is not ready.
 */
const STALE_MS = 15_000;

interface Finding {
  readonly at: number;

  /** The reason why requests cannot be served. Undefined when they can. */
  readonly trouble: Error | undefined;
}

/**
 * Reports immediately whether requests can be served. The check itself runs in the background, never twice at the same
 * time.
 */
export class Readiness {
  readonly #check: () => Promise<void>;
  #finding: Finding | undefined;
  #checking: Promise<void> | undefined;

  /** @param check throws an error with the reason when requests cannot be served. */
  constructor(check: () => Promise<void>) {
    this.#check = check;
    void this.#refresh();
  }

  /** @throws {Error} with the reason, when requests cannot be served. */
  async require(): Promise<void> {
    if (this.#age() > FRESH_MS) {
      const patience = new AbortController();
      await Promise.race([this.#refresh(), sleep(PATIENCE_MS, undefined, { signal: patience.signal })]).catch(
        () => undefined,
      );
      patience.abort();
    }
    if (!this.#finding) throw new Error('the first check has not ended yet');
    if (this.#age() > STALE_MS) throw new Error('the database has not answered for a while');
    if (this.#finding.trouble) throw this.#finding.trouble;
  }

  #age(): number {
    return this.#finding ? performance.now() - this.#finding.at : Infinity;
  }

  #refresh(): Promise<void> {
    return (this.#checking ??= this.#check()
      .then(
        () => undefined,
        (error: unknown) => error as Error,
      )
      .then((trouble) => {
        this.#finding = { at: performance.now(), trouble };
        this.#checking = undefined;
      }));
  }
}
