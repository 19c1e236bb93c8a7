import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { readOutputOf } from './step';

/** The result of planning a stack. `deferred`: the stack reads something that an earlier stack will create. */
export interface PlanRecord {
  readonly stack: string;
  readonly outcome: 'changes' | 'deferred' | 'failed' | 'no changes';

  /** The reason why there is no plan. */
  readonly reason?: string;
}

export function isPlanned({ outcome }: PlanRecord): boolean {
  return outcome === 'changes' || outcome === 'no changes';
}

/**
 * A folder of plans: `<stack>/tfplan`, `<stack>/plan.json` and `index.json`. The first two files contain secrets in
 * plain text, so only the owner of the files may read them. Only the sealed copy `<stack>/tfplan.sealed` may leave the
 * machine.
 */
export class PlanFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  plan(stack: string): string {
    return join(this.#path, stack, 'tfplan');
  }

  sealed(stack: string): string {
    return join(this.#path, stack, 'tfplan.sealed');
  }

  document(stack: string): string {
    return join(this.#path, stack, 'plan.json');
  }

  /** Removes the old plan of a stack, so that a new one can be stored. */
  clear(stack: string): void {
    rmSync(join(this.#path, stack), { recursive: true, force: true });
    mkdirSync(join(this.#path, stack), { recursive: true, mode: 0o700 });
  }

  /**
   * Removes the list of stacks that an earlier run planned, so that the plans of the earlier run are never reviewed as
   * new plans.
   */
  clearIndex(): void {
    rmSync(this.#index, { force: true });
  }

  writeIndex(records: readonly PlanRecord[]): void {
    mkdirSync(this.#path, { recursive: true, mode: 0o700 });
    writeFileSync(this.#index, `${JSON.stringify({ formatVersion: 1, plans: records }, null, 2)}\n`);
  }

  readIndex(): PlanRecord[] {
    return (readOutputOf('plan', this.#index) as { plans: PlanRecord[] }).plans;
  }

  get #index(): string {
    return join(this.#path, 'index.json');
  }
}
