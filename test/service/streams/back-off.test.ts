import { pauseAfter } from '../../../service/streams/back-off';

const least = () => 0;
const middle = () => 0.5;
const most = () => 1;

describe('pauseAfter', () => {
  test('grows fivefold with each failure, up to three hours', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) => pauseAfter(failures, undefined, middle));

    expect(pauses).toEqual([5, 25, 125, 625, 3_125, 10_800, 10_800, 10_800]);
  });

  test('varies by up to a fifth, so that streams do not all try again at the same moment', () => {
    expect([least, most].map((random) => Math.round(pauseAfter(1, undefined, random)))).toEqual([4, 6]);
    expect([least, most].map((random) => Math.round(pauseAfter(20, undefined, random)))).toEqual([8_640, 12_960]);
  });

  test('is as long as the receiver asks, but neither shorter than its own nor longer than three hours', () => {
    expect(pauseAfter(1, 120, middle)).toBe(120);
    expect(pauseAfter(3, 120, middle)).toBe(125);
    expect(pauseAfter(1, 86_400, middle)).toBe(10_800);
  });
});
