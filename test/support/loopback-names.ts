import dns from 'node:dns';

/**
 * Makes this process find names below `localhost` on this machine, until it is disposed of. RFC 6761 says that they are
 * there, but not every resolver does.
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
