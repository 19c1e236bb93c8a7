import { setImmediate as immediately } from 'node:timers/promises';

import { RightOfWay } from '../../../service/streams/right-of-way';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
afterEach(() => jest.useRealTimers());

const names = (count: number) => Array.from({ length: count }, (_, n) => `step-${n}`);

/** A service with steps that wait for their turn. Its event loop is idle for the given part of the time. */
function serviceWith({ idle }: { idle: number }) {
  const start = Date.now();
  const now = () => Date.now() - start;
  const rightOfWay = new RightOfWay({ now, idle: () => now() * idle });
  const begun: string[] = [];
  return {
    begun,
    ask: (...steps: readonly string[]) => {
      for (const name of steps) void rightOfWay.step().then(() => begun.push(name));
      return immediately();
    },
    quiet: (ms: number) => jest.advanceTimersByTimeAsync(ms),
    busy: async (ms: number) => {
      for (let passed = 0; passed < ms; passed++) {
        rightOfWay.noteRequest();
        await jest.advanceTimersByTimeAsync(1);
      }
    },
  };
}

describe('RightOfWay', () => {
  test('begins every step immediately while the service is quiet', async () => {
    const { ask, begun } = serviceWith({ idle: 0 });

    await ask(...names(100));

    expect(begun).toEqual(names(100));
  });

  test.each([
    ['100 steps, if requests take all the time', 0, 100],
    ['333 steps, if requests take two thirds of the time', 1 / 3, 333],
    ['900 steps, if requests take a tenth of the time', 0.9, 900],
  ])('begins in a second of requests %s', async (_claim, idle, least) => {
    const { ask, begun, busy } = serviceWith({ idle });
    await busy(1);

    await ask(...names(2_000));
    await busy(1_000);

    expect(begun).toEqual(names(begun.length));
    expect(begun.length).toBeGreaterThanOrEqual(least - 10);
    expect(begun.length).toBeLessThanOrEqual(least + 10);
  });

  test('begins all steps that wait as soon as the service is quiet', async () => {
    const { ask, begun, busy, quiet } = serviceWith({ idle: 0 });
    await busy(1);
    await ask(...names(50));
    await busy(15);
    const whileBusy = begun.length;

    await quiet(25);
    await ask('next');

    expect(whileBusy).toBeLessThanOrEqual(3); // one at once, and one every ten milliseconds
    expect(begun).toEqual([...names(50), 'next']);
  });

  test('takes no steps of a quiet time off those of a busy time', async () => {
    const { ask, begun, busy, quiet } = serviceWith({ idle: 0.9 });
    await quiet(25);
    await ask(...names(1_000));
    begun.length = 0;

    await busy(1);
    await ask(...names(500));
    await busy(200);

    expect(begun.length).toBeGreaterThanOrEqual(175);
  });

  test('lets no step overtake those that wait', async () => {
    const { ask, begun, busy, quiet } = serviceWith({ idle: 0 });
    await busy(1);
    await ask(...names(3));

    jest.setSystemTime(Date.now() + 25); // quiet, but the timer of the waiting steps has not run yet
    await ask('last');
    await quiet(5);

    expect(begun).toEqual([...names(3), 'last']);
  });
});
