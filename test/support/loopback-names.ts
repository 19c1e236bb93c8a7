import dns from 'node:dns';

/**
 * Makes this process resolve names under `localhost` to this machine, until disposed of. RFC 6761 requires that of
 * resolvers, but not all of them comply.
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
