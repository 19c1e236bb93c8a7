import { DatabaseError } from 'pg';

/**
 * Whether PostgreSQL failed with this code (SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
export function isPgError(error: unknown, code: string): error is DatabaseError {
  return error instanceof DatabaseError && error.code === code;
}

export const UNIQUE_VIOLATION = '23505';
export const DEADLOCK_DETECTED = '40P01';

/** A cluster could not run a statement, because the rows have moved to another shard while the statement waited. */
export const SERIALIZATION_FAILURE = '40001';

export const QUERY_CANCELED = '57014';
export const INSUFFICIENT_PRIVILEGE = '42501';

/** A statement needs more disk space than `temp_file_limit` allows. Repeating the statement would not help. */
export const CONFIGURATION_LIMIT_EXCEEDED = '53400';

/**
 * Whether an error concerns the server or the connection rather than the statement: class 08 (connection), 53
 * (resources) or 57P (shutdown), or an error that did not come from the server.
 */
export function isConnectionTrouble(error: unknown): boolean {
  if (error instanceof DatabaseError) {
    return /^(08|53|57P)/.test(error.code ?? '') && error.code !== CONFIGURATION_LIMIT_EXCEEDED;
  }
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(String(code)) ||
    /^(Connection terminated|Client has encountered a connection error|Query read timeout)/.test(String(message))
  );
}

/**
 * Whether the error means that something created by the migrations is missing: a table, the schema, or the role that
 * serves requests.
 */
export function isUnprepared(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  return ['42P01', '3F000'].includes(error.code ?? '') || (error.code === '22023' && error.message.includes('role'));
}
