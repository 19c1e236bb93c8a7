import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';

import ipaddr from 'ipaddr.js';

/** A receiver is at an address that only the operator may allow. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
}

/** Azure's own address for its machines, in a range that is otherwise public. */
const AZURE_PLATFORM = '168.63.129.16';

/** IPv4 addresses in the guise of IPv6 ones that some hosts connect to: `::10.0.0.1`. */
const IPV4_COMPATIBLE = ipaddr.parseCIDR('::/96');

/** Whether everybody can reach an IP address: it is none of a private network, of this machine, or of its surroundings. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text); // an IPv4 address written as IPv6 comes out as IPv4
  if (address.kind() === 'ipv6' && address.match(IPV4_COMPATIBLE)) return false;
  return address.range() === 'unicast' && address.toString() !== AZURE_PLATFORM;
}

/**
 * Resolves a host name as Node does, and fails when an address of it is not public. The connection is made to an address
 * that was checked, whatever the name resolves to later.
 *
 * Node does not ask for an address that stands in the URL: {@link requirePublicHost} is for that.
 */
export const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, '');
      return;
    }
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) callback(new PrivateAddress(), '');
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/** @throws {PrivateAddress} when the host of a URL is an IP address that is not public. */
export function requirePublicHost({ hostname }: URL): void {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  if (ipaddr.isValid(address) && !isPublicAddress(address)) throw new PrivateAddress();
}
