import tls from 'node:tls';

/**
 * Makes this process trust a certificate besides the usual ones, until it is disposed of. Node.js reads
 * NODE_EXTRA_CA_CERTS when it starts, which is too early for a certificate that a test makes.
 */
export function trust(certificate: string): Disposable {
  const original = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const made = original(options);
    (made.context as { addCACert(pem: string): void }).addCACert(certificate);
    return made;
  };
  return {
    [Symbol.dispose]: () => {
      tls.createSecureContext = original;
    },
  };
}
