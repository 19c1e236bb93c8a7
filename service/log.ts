import pino, { type Logger } from 'pino';

/** Lines are collected up to this many bytes, since a write per request costs as much as finding a user. */
const BUFFER_BYTES = 8 * 1024;

/** Longest that a line waits. None is lost when the process ends, since the rest is written then. */
const FLUSH_MS = 200;

/** How lines are written: for programs, or for a person. */
export type LogFormat = 'json' | 'pretty';

/** The log of the process, on its standard output: JSON lines, or readable ones where the package for it is installed. */
export async function openLog(level: string, format: LogFormat): Promise<Logger> {
  if (format === 'pretty') {
    const pretty = await import('pino-pretty').catch(() => undefined); // left out of the production image
    if (pretty)
      return pino({ level }, pretty.default({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true }));
  }
  const destination = pino.destination({ dest: 1, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS });
  return pino({ level, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
