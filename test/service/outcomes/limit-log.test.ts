import pino from 'pino';

import type { LimitMet } from '../../../service/directory/limit';
import { LimitLog } from '../../../service/outcomes/limit-log';

const REFUSED: LimitMet = { tenant: 'contoso', limit: 'rate', outcome: 'refused' };

/** A log of limits, and the lines that it has written. */
function openLimitLog() {
  const lines: Record<string, unknown>[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  return { limits: new LimitLog(log), lines };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the log of limits', () => {
  test('is one line a minute for a tenant, however many requests are refused', () => {
    const { limits, lines } = openLimitLog();

    for (let n = 0; n < 1_000; n++) limits.onLimit(REFUSED);
    expect(lines).toEqual([]);
    jest.advanceTimersByTime(60_000);
    limits.onLimit(REFUSED);
    jest.advanceTimersByTime(60_000);

    expect(lines.map(({ level, tenant, limit, refused, msg }) => ({ level, tenant, limit, refused, msg }))).toEqual([
      { level: 40, tenant: 'contoso', limit: 'rate', refused: 1_000, msg: 'limit met' },
      { level: 40, tenant: 'contoso', limit: 'rate', refused: 1, msg: 'limit met' },
    ]);
  });

  test('has a line for each tenant and limit, with the outcomes of the requests', () => {
    const { limits, lines } = openLimitLog();

    limits.onLimit(REFUSED);
    limits.onLimit({ ...REFUSED, tenant: 'fabrikam' });
    limits.onLimit({ ...REFUSED, tenant: undefined });
    limits.onLimit({ ...REFUSED, limit: 'deadline', outcome: 'cancelled' });
    limits.onLimit({ ...REFUSED, limit: 'deadline', outcome: 'cut' });
    jest.advanceTimersByTime(60_000);

    expect(
      lines.map(({ tenant, limit, refused, cancelled, cut }) => ({ tenant, limit, refused, cancelled, cut })),
    ).toEqual([
      { tenant: 'contoso', limit: 'rate', refused: 1 },
      { tenant: 'fabrikam', limit: 'rate', refused: 1 },
      { tenant: undefined, limit: 'rate', refused: 1 },
      { tenant: 'contoso', limit: 'deadline', cancelled: 1, cut: 1 },
    ]);
  });

  test('is silent while no limit is met', () => {
    const { limits, lines } = openLimitLog();
    limits.onLimit(REFUSED);

    jest.advanceTimersByTime(3_600_000);

    expect(lines).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('loses nothing when the process ends within the minute', () => {
    const { limits, lines } = openLimitLog();
    limits.onLimit(REFUSED);

    limits.write();
    jest.advanceTimersByTime(60_000);

    expect(lines).toHaveLength(1);
  });
});
