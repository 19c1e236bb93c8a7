import { Pool, type PoolClient, type PoolConfig } from 'pg';

import { SearchTooCostly, StoreUnavailable } from '../../directory/store';
import { PASS_ON_SETTINGS } from '../form';
import { CONFIGURATION_LIMIT_EXCEEDED, isPgError, isUnprepared, QUERY_CANCELED } from '../pg-error';
import { RUNTIME_ROLE, SCHEMA } from '../schema';
import { NOT_PREPARED } from '../setup/check-database';

import { StatementTimeout } from './statement-timeout';

/**
 * Facts about an idle connection that broke, for the log. They contain nothing about the requests that the connection
 * served.
 */
export interface BrokenConnection {
  readonly message: string;
  readonly code: string | undefined;
  readonly host: string | undefined;
}

/** How long to wait for the server to accept a connection. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * How long an idle connection is kept. pg's default of ten seconds is too short: Entra pauses for longer, and a new
 * connection has to plan all its statements again. Azure determines the maximum, because its load balancers drop
 * connections that are silent for four minutes.
 */
const IDLE_MS = 180_000;

/** Opens a pool of connections that use the runtime role. @param onBroken called when an idle connection breaks. */
export function openPool(
  config: PoolConfig,
  statementTimeoutMs: number,
  onBroken: (broken: BrokenConnection) => void,
): Pool {
  const settings = [
    `role=${RUNTIME_ROLE}`,
    `search_path=${SCHEMA}`,
    `statement_timeout=${statementTimeoutMs}`,
    'jit=off', // JIT compilation of a long filter may take minutes, and no timeout ends it
    `${PASS_ON_SETTINGS}=local`,
  ];
  const pool = new Pool({
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    ...config,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
  });
  pool.on('error', (error) => {
    onBroken(factsOf(error));
  });
  return pool;
}

/** @throws {StoreUnavailable} when no connection can be opened. */
export function connect(pool: Pool): Promise<PoolClient> {
  return pool.connect().catch((error: unknown) => {
    throw new StoreUnavailable(isUnprepared(error) ? NOT_PREPARED : 'no connection to the database', { cause: error });
  });
}

/** Translates an error from PostgreSQL into an error of the stores. */
export function explained(error: unknown, broken: unknown): unknown {
  if (isUnprepared(error)) return new StoreUnavailable(NOT_PREPARED, { cause: error });
  if (isPgError(error, QUERY_CANCELED)) return new StatementTimeout('a statement took too long', { cause: error });
  if (isPgError(error, CONFIGURATION_LIMIT_EXCEEDED)) {
    return new SearchTooCostly('a statement needs more disk space than allowed', { cause: error });
  }
  return broken ? new StoreUnavailable('the connection to the database broke', { cause: broken }) : error;
}

/**
 * The facts that are logged about an error. The error itself is not logged, because pg attaches the whole connection to
 * it, with its statements and the key that cancels them.
 */
function factsOf(
  error: Error & { readonly code?: string; readonly client?: { readonly host?: string } },
): BrokenConnection {
  return { message: error.message, code: error.code, host: error.client?.host };
}
