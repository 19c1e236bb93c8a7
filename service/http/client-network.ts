import ipaddr from 'ipaddr.js';

/** What Express knows about where a request comes from. */
interface Asking {
  readonly ip?: string | undefined;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * The network that a request comes from: an IPv4 address, or the /64 of an IPv6 address, which is the smallest network
 * that a client is given. Undefined when its connection is gone.
 *
 * The address is Express's: that of the connection, or the last hop of `X-Forwarded-For` where one proxy is trusted.
 */
export function clientNetwork({ ip, socket }: Asking): string | undefined {
  const text = [ip, socket.remoteAddress].find((candidate) => candidate !== undefined && ipaddr.isValid(candidate));
  if (text === undefined) return undefined;
  const address = ipaddr.process(text); // an IPv4 address written as IPv6 comes out as IPv4
  if ('octets' in address) return address.toString();
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
