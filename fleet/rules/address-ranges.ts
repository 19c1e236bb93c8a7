/** Ranges of IPv4 addresses, each with a description of its use. */
export type NamedRanges = readonly (readonly [range: string, what: string])[];

/** Ranges that Azure does not allow in a network, and ranges that Container Apps reserves. */
export const RESERVED_IN_NETWORKS: NamedRanges = [
  ['127.0.0.0/8', "a machine's own addresses"],
  ['169.254.0.0/16', 'link-local addresses'],
  ['168.63.129.16/32', "Azure's own DNS"],
  ['224.0.0.0/4', 'multicast'],
  ['255.255.255.255/32', 'broadcast'],
  ['172.30.0.0/16', 'addresses of Container Apps itself'],
  ['172.31.0.0/16', 'addresses of Container Apps itself'],
  ['192.0.2.0/24', 'addresses of Container Apps itself'],
  ['100.100.0.0/17', 'addresses of Container Apps itself'],
  ['100.100.128.0/19', 'addresses of Container Apps itself'],
  ['100.100.160.0/19', 'addresses of Container Apps itself'],
  ['100.100.192.0/19', 'addresses of Container Apps itself'],
];

/**
 * Address ranges that callers on the internet cannot use. A firewall for public addresses does not accept these ranges.
 */
export const NOT_PUBLIC: NamedRanges = [
  ['10.0.0.0/8', 'private addresses (RFC 1918)'],
  ['172.16.0.0/12', 'private addresses (RFC 1918)'],
  ['192.168.0.0/16', 'private addresses (RFC 1918)'],
  ['127.0.0.0/8', "a machine's own addresses"],
  ['169.254.0.0/16', 'link-local addresses'],
];

/** The first of the `ranges` that overlaps with `range`. Undefined if no range overlaps. */
export function overlapping(range: string, ranges: NamedRanges): NamedRanges[number] | undefined {
  const [first, last] = endsOf(range);
  return ranges.find(([other]) => {
    const [from, to] = endsOf(other);
    return first <= to && from <= last;
  });
}

function endsOf(range: string): [first: number, last: number] {
  const [address = '', prefix = '32'] = range.split('/');
  const number = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(prefix));
  const first = number - (number % size);
  return [first, first + size - 1];
}
