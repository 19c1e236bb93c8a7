import tls from 'node:tls';

/**
 * Makes this process trust an additional certificate, until disposed of. NODE_EXTRA_CA_CERTS would not help, since
 * Node.js reads it at the start, before a test creates its certificate.
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
