/**
 * A smaller range within `range`. It has the prefix length `prefix`, and starts `offset` addresses after the start of
 * `range`.
 *
 * @param range IPv4 range, for example `10.40.0.0/16`.
 * @example subrange('10.40.0.0/16', 28, 2048) // '10.40.8.0/28'
 */
export function subrange(range: string, prefix: number, offset: number): string {
  const [address = '', bits = ''] = range.split('/');
  const start = address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(bits));
  const first = start - (start % size) + offset;
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join('.')}/${prefix}`;
}
