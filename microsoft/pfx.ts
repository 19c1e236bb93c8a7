import forge from 'node-forge';

/**
 * Converts a PKCS#12 file to PEM. Terraform's providers use PKCS#12 files, but Microsoft's library reads only PEM. The
 * result contains a certificate and its private key.
 */
export function pfxToPem(bytes: Buffer, password: string): string {
  const { bags, keys } = open(bytes, password);
  const key = keys[0]?.key;
  if (!key) throw new Error('the certificate file contains no private key');
  // The certificate for the private key comes first, followed by the certificates of its issuers.
  const publicKey = forge.pki.publicKeyToPem(forge.pki.setRsaPublicKey(rsa(key).n, rsa(key).e));
  const own = bags.filter(({ cert }) => cert && forge.pki.publicKeyToPem(cert.publicKey) === publicKey);
  const certificates = [...own, ...bags.filter((bag) => !own.includes(bag))].flatMap(({ cert }) =>
    cert ? forge.pki.certificateToPem(cert) : [],
  );
  if (own.length === 0) throw new Error('the certificate file contains no certificate that belongs to its private key');
  return [forge.pki.privateKeyInfoToPem(forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key))), ...certificates]
    .map((pem) => pem.replaceAll('\r\n', '\n'))
    .join('');
}

function open(bytes: Buffer, password: string): { bags: forge.pkcs12.Bag[]; keys: forge.pkcs12.Bag[] } {
  try {
    const asn1 = forge.asn1.fromDer(forge.util.createBuffer(bytes.toString('binary')));
    const pkcs12 = forge.pkcs12.pkcs12FromAsn1(asn1, password);
    const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids as Record<string, string>;
    const get = (bagType = '') => pkcs12.getBags({ bagType })[bagType] ?? [];
    return { bags: get(certBag), keys: [...get(pkcs8ShroudedKeyBag), ...get(keyBag)] };
  } catch (error) {
    throw new Error(
      `the certificate file is not a PKCS#12 file (.pfx) that ARM_CLIENT_CERTIFICATE_PASSWORD opens: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function rsa(key: forge.pki.PrivateKey): forge.pki.rsa.PrivateKey {
  return key as forge.pki.rsa.PrivateKey;
}
