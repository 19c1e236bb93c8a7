import dns from 'node:dns';

import {
  isPublicAddress,
  lookUpPublic,
  PrivateAddress,
  requirePublicHost,
} from '../../../service/streams/public-address';

afterEach(() => jest.restoreAllMocks());

/** Makes any name resolve to these addresses. */
function resolveTo(...addresses: readonly string[]): void {
  jest.spyOn(dns, 'lookup').mockImplementation(((
    _name: string,
    _options: object,
    done: (...given: unknown[]) => void,
  ) => {
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as never);
}

const lookUp = (all: boolean) =>
  new Promise<unknown[]>((done, failed) => {
    lookUpPublic('receiver.example.com', { all }, (error, ...found) => {
      if (error) failed(error);
      else done(found);
    });
  });

describe('the address of a receiver', () => {
  test.each(['8.8.8.8', '20.50.2.1', '2606:4700::1111', '::ffff:8.8.8.8'])('may be %s, which is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    ['this machine', '127.0.0.1', '127.8.8.8', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '::127.0.0.1', '::7f00:1'],
    ['a private network', '10.0.0.1', '172.16.0.1', '192.168.1.1', '::ffff:a00:1', '::a00:1', 'fd00::1', 'fec0::1'],
    ['the metadata service', '169.254.169.254', '::ffff:169.254.169.254', 'fd00:ec2::254', 'fe80::1'],
    ['the platform of Azure', '168.63.129.16', '::ffff:168.63.129.16'],
    ['the network of a carrier', '100.64.0.1'],
    ['a translation to IPv4', '64:ff9b::a00:1', '2002:a00:1::', '2001:0:53aa:64c::'],
    ['no host', '224.0.0.1', '255.255.255.255', '240.0.0.1', '192.0.2.1', '2001:db8::1', 'ff02::1', 'nonsense'],
  ])('fails when it is of %s', (_whose, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  test.each(['127.0.0.1', '[::1]', '0x7f.1', '2130706433', '0177.0.0.1', '[::ffff:10.0.0.1]'])(
    'fails as %s in a URL, however it is spelled',
    (host) => {
      expect(() => {
        requirePublicHost(new URL(`https://${host}/hooks`));
      }).toThrow(PrivateAddress);
    },
  );

  test('is the one that was checked, whatever its name resolves to a moment later', async () => {
    resolveTo('8.8.8.8', '2606:4700::1111');

    await expect(lookUp(true)).resolves.toEqual([
      [
        { address: '8.8.8.8', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ],
    ]);
    await expect(lookUp(false)).resolves.toEqual(['8.8.8.8', 4]);
  });

  test('fails when one of several is not public', async () => {
    resolveTo('8.8.8.8', '10.0.0.1');

    await expect(lookUp(true)).rejects.toThrow(PrivateAddress);
    await expect(lookUp(false)).rejects.toThrow(PrivateAddress);
  });
});
