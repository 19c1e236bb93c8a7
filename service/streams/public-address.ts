import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';

import ipaddr from 'ipaddr.js';

/** A receiver has an address that is not public. Only the operator may permit such an address. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
}

/**
 * The address at which virtual machines in Azure reach the platform's own services. The rest of its range is public.
 */
const AZURE_PLATFORM = '168.63.129.16';

/**
 * IPv6 addresses that contain an IPv4 address, for example `::10.0.0.1`. Given such an address, some hosts connect to
 * the IPv4 address.
 */
const IPV4_COMPATIBLE = ipaddr.parseCIDR('::/96');

/**
 * Whether an IP address is public. Addresses of private networks, of this machine, of the local link and of Azure's
 * platform are not public.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text); // converts an IPv4 address in IPv6 notation to IPv4
  if (address.kind() === 'ipv6' && address.match(IPV4_COMPATIBLE)) return false;
  return address.range() === 'unicast' && address.toString() !== AZURE_PLATFORM;
}

/**
 * Resolves a host name as Node does, and fails when one of the host's addresses is not public. The connection uses an
 * address that was checked here, so a later change in DNS has no effect.
 *
 * If the host in the URL is an IP address, Node does not call this function, and {@link requirePublicHost} checks the
 * address.
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
