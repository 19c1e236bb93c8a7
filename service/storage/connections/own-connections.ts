import type { Pool, PoolClient, PoolConfig, QueryConfig, QueryResultRow } from 'pg';

import { isConnectionTrouble } from '../pg-error';
import { checkConnection, checkDatabase } from '../setup/check-database';

import { breakOff } from './cancel-request';
import type { NodeSilent, NodeWatch } from './node-watch';
import { type BrokenConnection, connect, explained, openPool } from './pool';

/** Maximum time for the readiness check. */
const CHECK_TIMEOUT_MS = 5_000;

/** One connection for the readiness check and one for maintenance. */
const OWN_CONNECTIONS = 2;

export interface OwnConnectionsOptions {
  readonly statementTimeoutMs: number;

  /** How long to wait for the answer to a maintenance statement, in milliseconds. */
  readonly answerMs: number;

  /** Connection to the coordinator of a cluster, if requests use another node. */
  readonly coordinator: PoolConfig | undefined;
}

/** Separate connections for the readiness check and maintenance, so that neither waits for a tenant's requests. */
export class OwnConnections {
  readonly #pool: Pool;

  /** Connections for checking the node that serves requests. Undefined if that node is the coordinator. */
  readonly #servedPool: Pool | undefined;
  readonly #answerMs: number;

  /** @param onBroken called when an idle connection breaks. */
  constructor(
    config: PoolConfig,
    onBroken: (broken: BrokenConnection) => void,
    { statementTimeoutMs, answerMs, coordinator }: OwnConnectionsOptions,
  ) {
    const own = { ...config, connectionTimeoutMillis: CHECK_TIMEOUT_MS, query_timeout: CHECK_TIMEOUT_MS };
    const open = (special: PoolConfig) => openPool({ ...own, ...special }, statementTimeoutMs, onBroken);
    this.#pool = open({ ...coordinator, max: OWN_CONNECTIONS });
    this.#servedPool = coordinator && open({ max: 1 });
    this.#answerMs = answerMs;
  }

  /**
   * Checks the coordinator and the node that serves requests.
   *
   * @throws {StoreUnavailable} with the reason.
   */
  async check(): Promise<void> {
    await Promise.all([
      over(this.#pool, checkDatabase),
      ...(this.#servedPool ? [over(this.#servedPool, checkConnection)] : []),
    ]);
  }

  /**
   * Runs a statement on the node that may change tables.
   *
   * @param nodes gives up a statement that reads from all nodes when one of them does not answer.
   * @throws {StoreUnavailable} when the database does not answer.
   */
  async maintain<Row extends QueryResultRow>(query: QueryConfig, nodes?: NodeWatch): Promise<Row[]> {
    return over(this.#pool, async (client) => {
      let silent: NodeSilent | undefined;
      const giveUp = (reason: NodeSilent) => {
        silent = reason;
        breakOff(client);
      };
      const ended = nodes?.note({ tenant: undefined, giveUp });
      try {
        return (await client.query<Row>(Object.assign({ query_timeout: this.#answerMs }, query))).rows;
      } catch (error) {
        throw silent ?? error;
      } finally {
        ended?.();
      }
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#servedPool?.end()]);
  }
}

/** Does work that belongs to no particular tenant. After an error, the connection is not used again. */
async function over<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await connect(pool);
  let failed = false;
  const onError = () => {
    failed = true;
  };
  client.on('error', onError); // between two statements, an error without a listener would end the process
  try {
    return await work(client);
  } catch (error) {
    failed = true;
    throw explained(error, isConnectionTrouble(error) ? error : undefined);
  } finally {
    client.off('error', onError);
    client.release(failed);
  }
}
