import { atMost } from '../../command-line/at-most';

test('runs at most that many at once, and keeps the order of results', async () => {
  const release: (() => void)[] = [];
  let [running, most] = [0, 0];
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => release.push(resolve));
    running--;
    return item * 10;
  };

  const results = atMost(2, [1, 2, 3, 4, 5], work);
  for (let done = 0; done < 5; done++) {
    release.pop()?.(); // the item that started last ends first
    await new Promise(setImmediate);
  }

  expect(await results).toEqual([10, 20, 30, 40, 50]);
  expect(most).toBe(2);
});
