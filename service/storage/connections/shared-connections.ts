import type { Pool, PoolConfig } from 'pg';

import { type Budget, ClientGone } from '../../directory/budget';
import type { Kind } from '../../directory/fair-queue';
import type { Waiting } from '../../directory/limit';
import type { Turns } from '../../directory/turns';
import { isConnectionTrouble } from '../pg-error';

import { type AdmissionOptions, admissionTo } from './admission';
import { Loan } from './loan';
import { NodeSilent, type NodeWatch } from './node-watch';
import { type BrokenConnection, connect, explained, openPool } from './pool';

/** The time budget and the kind of the request that a statement runs for. */
export interface Purpose {
  /** The time budget of the request. Undefined for work that no request waits for. */
  readonly budget?: Budget;

  /** @default ordinary */
  readonly kind?: Kind;
}

/** Effect of a statement: a `read` can be cancelled without loss, whereas a `change` writes data. */
export type Effect = 'change' | 'read';

export interface SharedConnectionsOptions extends AdmissionOptions {
  readonly statementTimeoutMs: number;

  /** How long to wait for the answer to a statement, in milliseconds. */
  readonly answerMs: number;

  /** Knows the nodes of a cluster that do not answer. */
  readonly nodes?: NodeWatch | undefined;
}

/** The connections that all tenants share. No tenant holds more than its share of them. */
export class SharedConnections {
  readonly #pool: Pool;
  readonly #admission: Turns;
  readonly #answerMs: number;
  readonly #nodes: NodeWatch | undefined;

  /** @param onBroken called when an idle connection breaks, because no request would notice that. */
  constructor(
    config: PoolConfig,
    onBroken: (broken: BrokenConnection) => void,
    { statementTimeoutMs, answerMs, nodes, ...admission }: SharedConnectionsOptions,
  ) {
    this.#answerMs = answerMs;
    this.#nodes = nodes;
    const pipelined: PoolConfig = {
      ...config,
      pipeline: true,
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool awaits it, despite its types
      onConnect: (client) => Loan.prepare(client),
    };
    this.#pool = openPool(pipelined, statementTimeoutMs, onBroken);
    this.#admission = admissionTo(this.#pool.options.max, admission);
  }

  /** The requests that are waiting for a connection. */
  get waiting(): Waiting {
    return this.#admission.waiting;
  }

  /** The tenants whose node of a cluster does not answer, each with its node. */
  get silent(): ReadonlyMap<string, string> {
    return this.#nodes?.silent ?? NONE;
  }

  /** Lends out a connection from the tenant's share, once it is the tenant's turn. */
  async lend<Result>(
    tenant: string,
    { budget, kind = 'ordinary' }: Purpose,
    effect: Effect,
    work: (loan: Loan) => Promise<Result>,
  ): Promise<Result> {
    budget?.requireLeft();
    this.#requireNode(tenant);
    if (!this.#admission.take(tenant, kind)) await this.#admission.turn(tenant, kind, budget);
    try {
      return await this.#withLoan(tenant, budget && { budget, effect }, work);
    } finally {
      this.#admission.give(tenant, kind);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** Lends out a connection. A broken connection is not used again. */
  async #withLoan<Result>(
    tenant: string,
    limits: { readonly budget: Budget; readonly effect: Effect } | undefined,
    work: (loan: Loan) => Promise<Result>,
  ): Promise<Result> {
    const loan = new Loan(await connect(this.#pool), this.#answerMs);
    // A change that has begun is completed even if its client disconnects. Changes are short, and a client that got no
    // answer repeats its request: if each attempt were cancelled, the change might never be stored.
    const unwatch = limits?.budget.onOver((over) => {
      if (limits.effect === 'read' || !(over instanceof ClientGone)) loan.giveUp(over);
    });
    const ended = this.#noteWork(tenant, loan);
    let broken: Error | undefined;
    try {
      this.#requireNode(tenant); // the node may have fallen silent while the tenant waited for its turn
      limits?.budget.requireLeft(); // the budget may have ended before there was anything to cancel
      return await work(loan);
    } catch (error) {
      broken = loan.broken ?? (isConnectionTrouble(error) ? (error as Error) : undefined);
      throw loan.reason ?? explained(error, broken);
    } finally {
      ended?.();
      unwatch?.();
      await loan.giveBack(broken);
    }
  }

  /** @throws {NodeSilent} when the tenant's node of a cluster does not answer. */
  #requireNode(tenant: string): void {
    const node = this.silent.get(tenant);
    if (node !== undefined) throw new NodeSilent(node);
  }

  /** Lets the work be abandoned when the tenant's node of a cluster does not answer. */
  #noteWork(tenant: string, loan: Loan): (() => void) | undefined {
    if (loan.form === 'server') return undefined;
    const giveUp = (reason: NodeSilent) => {
      loan.breakOff(reason);
    };
    return this.#nodes?.note({ tenant, giveUp });
  }
}

/** On a server, no tenant is on a node. */
const NONE: ReadonlyMap<string, string> = new Map();
