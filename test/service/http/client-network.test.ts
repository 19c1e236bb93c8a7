import { clientNetwork } from '../../../service/http/client-network';

/** @param ip the client's address according to Express. */
const networkOf = (ip: string | undefined, remoteAddress: string | undefined = '192.0.2.1') =>
  clientNetwork({ ip, socket: { remoteAddress } });

describe('the network of a client', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  test('of an IPv6 client is the same for each of its addresses, and another for its neighbour', () => {
    expect(networkOf('2001:db8:1:2::ffff')).toBe(networkOf('2001:db8:1:2:aaaa::'));
    expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'));
  });

  test.each(['anything', '', undefined])('is that of the connection where %j is given as address', (ip) => {
    expect(networkOf(ip)).toBe('192.0.2.1');
  });

  test('is not known once the connection is gone', () => {
    expect(clientNetwork({ ip: undefined, socket: {} })).toBeUndefined();
  });
});
