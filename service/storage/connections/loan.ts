import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ClientBase, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';

import { StoreUnavailable } from '../../directory/store';
import { type Form, formOf } from '../form';

import { breakOff, cancelRunning } from './cancel-request';
import { PreparedShapes } from './prepared-shapes';

/** How long to wait for a cancelled statement to end, and how many times to cancel it before closing the connection. */
const CANCELLED_MS = 500;
const CANCELLATIONS_MAX = 4;

/** State that a connection keeps from one loan to the next. */
interface Memory {
  readonly form: Form;

  /**
   * The tenant that the connection serves, as set on the server. Unused on a cluster, where each transaction names its
   * tenant.
   */
  tenant: string | undefined;
  readonly shapes: PreparedShapes;
}

/** The socket of a connection, which pg's types do not declare. */
interface WithStream {
  readonly connection: { readonly stream: Duplex };
}

const memories = new WeakMap<ClientBase, Memory>();

/**
 * A connection while it is lent out for one piece of work.
 *
 * If the work is abandoned, its statements are cancelled on the server. The connection goes back to the pool only after
 * they have ended, so there are never more running statements than connections.
 */
export class Loan {
  readonly #client: PoolClient;
  readonly #memory: Memory;
  readonly #silenceMs: number;
  #running = 0;
  #isSending = false;
  #silence: NodeJS.Timeout | undefined;
  #cancelling: Promise<void> | undefined;
  #broken: Error | undefined;
  #reason: Error | undefined;

  /** @param silenceMs maximum time without an answer from the server while statements run. */
  constructor(client: PoolClient, silenceMs: number) {
    const memory = memories.get(client);
    if (!memory) throw new Error('a connection has to be prepared before it is lent out');
    this.#client = client;
    this.#silenceMs = silenceMs;
    this.#memory = memory;
    client.on('error', this.#onError);
  }

  /** Prepares a new connection, so that it can be lent out. */
  static async prepare(client: ClientBase): Promise<void> {
    memories.set(client, { form: await formOf(client), tenant: undefined, shapes: new PreparedShapes(client) });
  }

  /** The reason why the work was abandoned. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** The error that broke the connection. */
  get broken(): Error | undefined {
    return this.#broken;
  }

  /** The form in which the connection accepts statements. */
  get form(): Form {
    return this.#memory.form;
  }

  /**
   * Sets the tenant that the connection serves from now on, in the same round trip as the next statement. Returns
   * undefined when the server already knows the tenant. On a cluster, the tenant must be set in a transaction around
   * each statement. On a server, such transactions would increase the cost by a third.
   */
  serve(tenant: string): Promise<void> | undefined {
    return this.#memory.tenant === tenant ? undefined : this.#tell(tenant);
  }

  /** Begins a transaction for a tenant, in the same round trip as the statement that follows. */
  begin(tenant: string): Promise<unknown> {
    if (this.form === 'server') return Promise.all([this.serve(tenant), this.query({ text: 'begin' })]);
    // The setting is sent as a separate message, because a cluster forwards the whole message to its nodes.
    const tell = `set local scim.tenant = ${this.#client.escapeLiteral(tenant)}`;
    return Promise.all([this.query({ text: 'begin' }), this.query({ text: tell })]);
  }

  /** Runs one statement. If the work has been abandoned, throws the reason. */
  query<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>> {
    if (this.#reason) return Promise.reject(this.#reason);
    if (query.name !== undefined) this.#memory.shapes.use(query.name);
    return this.#run(query);
  }

  /** Rolls back a transaction, even if the work has been abandoned. */
  async rollback(): Promise<void> {
    await this.#run({ text: 'rollback' });
  }

  /** Abandons the work: cancels the running statement, and refuses further ones. */
  giveUp(reason: Error): void {
    this.#reason ??= reason;
    this.#cancelling ??= this.#cancel().finally(() => {
      this.#cancelling = undefined;
    });
  }

  /** Abandons the work and closes the connection, without waiting for the server. */
  breakOff(reason: Error): void {
    this.#reason ??= reason;
    breakOff(this.#client);
  }

  /** Returns the connection to the pool. Closes the connection instead if it is broken or not idle. */
  async giveBack(broken = this.#broken): Promise<void> {
    if (this.#cancelling) await this.#cancelling;
    this.#client.off('error', this.#onError);
    const isIdle = this.#client.getTransactionStatus() === 'I' && this.#running === 0;
    this.#client.release(broken ?? !isIdle);
  }

  async #tell(tenant: string): Promise<void> {
    const memory = this.#memory;
    memory.tenant = undefined; // stays undefined until the server has confirmed the new tenant
    await this.query({ name: 'serve-tenant', text: `select set_config('scim.tenant', $1, false)`, values: [tenant] });
    memory.tenant = tenant;
  }

  async #run<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>> {
    if (this.#running++ === 0) this.#silence = setTimeout(this.#onSilence, this.#silenceMs);
    this.#sendTogether();
    try {
      return await this.#client.query<Row>(query);
    } finally {
      // Statements that were sent together run one after the other, so the time limit starts again with each answer.
      this.#silence?.refresh();
      if (--this.#running === 0) clearTimeout(this.#silence);
    }
  }

  /**
   * Collects all statements from one turn of the event loop and sends them in one write, because a write to the socket
   * costs more than a short statement.
   */
  #sendTogether(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    const { stream } = (this.#client as unknown as WithStream).connection;
    stream.cork();
    process.nextTick(() => {
      this.#isSending = false;
      stream.uncork();
    });
  }

  /**
   * Cancels repeatedly until no statement runs. Each cancellation ends only one statement, and several statements may
   * be running.
   */
  async #cancel(): Promise<void> {
    for (let times = 0; times < CANCELLATIONS_MAX && this.#running > 0; times++) {
      if (!(await cancelRunning(this.#client))) break;
      for (let waited = 0; waited < CANCELLED_MS && this.#running > 0; waited += 10) await sleep(10);
    }
    if (this.#running > 0) breakOff(this.#client); // the server does not even respond to cancellations
  }

  readonly #onSilence = (): void => {
    this.giveUp(new StoreUnavailable('the database does not answer'));
  };

  readonly #onError = (error: Error): void => {
    this.#broken = error;
  };
}
