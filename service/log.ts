import pino, { type Logger } from 'pino';

/** Lines wait for each other up to so many bytes, since a write per request costs as much as finding a user. */
const BUFFER_BYTES = 8 * 1024;

/** Longest that a line waits. None is lost when the process ends: the rest is written then. */
const FLUSH_MS = 200;

/** The log of the process: JSON lines on its standard output. */
export function openLog(level: string): Logger {
  return pino({ level }, pino.destination({ dest: 1, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS }));
}
