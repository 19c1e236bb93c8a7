import pino, { type Logger } from 'pino';

/** A log that keeps its lines, so that tests can check them. */
export interface KeptLog {
  readonly log: Logger;

  /** The lines so far, as objects. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

export function keptLog(level = 'trace'): KeptLog {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level }, { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  return { log, lines };
}
