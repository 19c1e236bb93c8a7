import dns from 'node:dns';

/**
 * Makes this process resolve names below `localhost` to this machine, until it is disposed of. RFC 6761 demands that,
 * but not every resolver does it.
 */
export function loopbackNames(): Disposable {
  const original = dns.lookup;
  const lookup = (name: string, ...more: unknown[]) => {
    (original as (...given: unknown[]) => void)(/\.localhost$/i.test(name) ? 'localhost' : name, ...more);
  };
  dns.lookup = Object.assign(lookup, original);
  return {
    [Symbol.dispose]: () => {
      dns.lookup = original;
    },
  };
}
