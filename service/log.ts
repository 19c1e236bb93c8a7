import pino, { type Logger } from 'pino';

/**
 * Size of the buffer for log lines, in bytes. Without a buffer, logging a request would cost as much as finding a user.
 */
const BUFFER_BYTES = 8 * 1024;

/**
 * Maximum time that a line stays in the buffer, in milliseconds. When the process ends, the rest of the buffer is
 * written, so no line is lost.
 */
const FLUSH_MS = 200;

/** Format of log lines: JSON for programs, or a readable format for people. */
export type LogFormat = 'json' | 'pretty';

/**
 * Opens the log of the process on standard output. Writes readable lines if `format` is `pretty` and the package that
 * formats them is installed. Otherwise, writes JSON lines.
 */
export async function openLog(level: string, format: LogFormat): Promise<Logger> {
  if (format === 'pretty') {
    const pretty = await import('pino-pretty').catch(() => undefined); // left out of the production image
    if (pretty)
      return pino({ level }, pretty.default({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true }));
  }
  const destination = pino.destination({ dest: 1, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS });
  return pino({ level, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
