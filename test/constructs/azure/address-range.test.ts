import { subrange } from '../../../constructs/azure/address-range';

describe('subrange', () => {
  test.each([
    ['10.40.0.0/16', 21, 0, '10.40.0.0/21'],
    ['10.40.0.0/16', 28, 2048, '10.40.8.0/28'],
    ['192.168.240.0/20', 28, 2048, '192.168.248.0/28'],
    ['172.16.0.0/12', 28, 65_536, '172.17.0.0/28'],
    ['200.0.0.0/8', 21, 0, '200.0.0.0/21'],
  ])('of %s: %s bits, %s addresses on, is %s', (range, prefix, offset, expected) => {
    expect(subrange(range, prefix, offset)).toBe(expected);
  });

  test('starts where the range starts, whichever of its addresses is given', () => {
    expect(subrange('10.40.3.7/16', 21, 0)).toBe('10.40.0.0/21');
  });
});
