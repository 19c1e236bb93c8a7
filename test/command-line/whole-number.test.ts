import { wholeNumber } from '../../command-line/whole-number';

describe('wholeNumber', () => {
  test('reads a number that is at least the minimum', () => {
    expect(wholeNumber(0)('0')).toBe(0);
    expect(wholeNumber(1)('20')).toBe(20);
  });

  test.each(['0', '-1', '1.5', '1e3', '0x10', ' 7', '', 'many'])('fails on %j, and names the least number', (text) => {
    expect(() => wholeNumber(1)(text)).toThrow('It must be a whole number from 1.');
  });
});
