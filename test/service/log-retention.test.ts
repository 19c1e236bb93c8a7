import timers from 'node:timers/promises';

import pino from 'pino';

import { retainLogs } from '../../service/log-retention';
import type { LogUpkeep } from '../../service/storage/history/log-upkeep';

const NOTHING: LogUpkeep = { made: [], dropped: [] };

afterEach(() => {
  jest.restoreAllMocks();
});

test('the logs are maintained once a day, and after ten minutes when that failed', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  const done: LogUpkeep = { made: ['provisioning_log_2027_03'], dropped: ['provisioning_log_2025_10'] };
  const outcomes = [Promise.resolve(NOTHING), Promise.reject(new Error('lock timeout')), Promise.resolve(done)];
  const stopped = new AbortController();
  const sleep = jest.spyOn(timers, 'setTimeout').mockImplementation(() => {
    if (outcomes.length === 0) stopped.abort();
    return Promise.resolve();
  });

  await retainLogs(() => outcomes.shift() ?? Promise.resolve(NOTHING), log, stopped.signal);

  expect(sleep.mock.calls.map(([milliseconds]) => (milliseconds ?? 0) / 60_000)).toEqual([24 * 60, 10, 24 * 60]);
  expect(lines.map(({ level, time, pid, hostname, ...line }) => ({ level, ...line }))).toEqual([
    { level: 40, reason: 'lock timeout', msg: 'the logs were not maintained; next attempt in 10 minutes' },
    { level: 30, ...done, msg: 'partitions of the logs' },
  ]);
});
