import { DerReader } from '@sallyport/der';

/** The length in bits of the modulus in an RSAPublicKey (RFC 8017 §A.1.1). @throws E_DER_… */
export function rsaModulusBits(publicKey: Uint8Array): number {
  const modulus = DerReader.whole(publicKey, (whole) => {
    const fields = whole.sequence();
    const bytes = fields.integerBytes();
    fields.integerBytes();
    fields.finish();
    return bytes;
  });
  const start = modulus.findIndex((octet) => octet !== 0);
  if (start < 0) return 0;
  return (modulus.length - start) * 8 - (Math.clz32(modulus[start] ?? 0) - 24);
}
