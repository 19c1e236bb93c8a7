import ipaddr from 'ipaddr.js';

/** The parts of an Express request that contain the client's address. */
interface Asking {
  readonly ip?: string | undefined;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * The network that a request comes from: an IPv4 address, or the first 64 bits of an IPv6 address, because a client is
 * assigned at least a /64. Undefined when the connection is closed.
 *
 * Express determines the client's address. It is the address of the connection or, if one proxy is trusted, the last
 * address in `X-Forwarded-For`.
 */
export function clientNetwork({ ip, socket }: Asking): string | undefined {
  const text = [ip, socket.remoteAddress].find((candidate) => candidate !== undefined && ipaddr.isValid(candidate));
  if (text === undefined) return undefined;
  const address = ipaddr.process(text); // converts an IPv4 address in IPv6 notation to IPv4
  if ('octets' in address) return address.toString();
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
