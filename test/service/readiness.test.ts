import { Readiness } from '../../service/readiness';

/** A check that ends only when the test tells it to. */
function heldCheck() {
  const ends: ((error?: Error) => void)[] = [];
  const check = () =>
    new Promise<void>((done, failed) => {
      ends.push((error) => {
        if (error) failed(error);
        else done();
      });
    });
  return { check, ends };
}

describe('readiness', () => {
  test('fails until the first check has ended, without waiting for it', async () => {
    const { check, ends } = heldCheck();
    const readiness = new Readiness(check);

    await expect(readiness.require()).rejects.toThrow('the first check has not ended yet');
    ends[0]?.();

    await expect(readiness.require()).resolves.toBeUndefined();
  });

  test('runs one check at a time, however many ask', async () => {
    const { check, ends } = heldCheck();
    const readiness = new Readiness(check);

    await Promise.allSettled(Array.from({ length: 20 }, () => readiness.require()));

    expect(ends).toHaveLength(1);
  });

  test('answers from a result of a moment ago', async () => {
    const { check, ends } = heldCheck();
    const readiness = new Readiness(check);
    ends[0]?.(new Error('no connection'));

    for (let times = 0; times < 3; times++) await expect(readiness.require()).rejects.toThrow('no connection');

    expect(ends).toHaveLength(1);
  });
});
