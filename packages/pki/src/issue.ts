/** Making certificates (RFC 5280 §4.1): what to put in is the caller's policy. */

import type { KeyObject } from 'node:crypto';
import { der } from '@sallyport/der';
import { signatureAlgorithmOf } from './algorithms.ts';
import { Certificate } from './certificate.ts';
import { fail } from './errors.ts';
import { type Extension, encodeExtensions } from './extensions.ts';
import type { Name } from './name.ts';
import { spkiOf } from './public-key.ts';
import { checkedSerialNumber } from './serial-number.ts';
import { sealSigned } from './signed-structure.ts';
import type { Signer } from './signer.ts';

/** RFC 5280 §4.1.2.5: no well-defined expiration date; IEEE 802.1AR §8.7 asks for it in an IDevID. */
export const NEVER = new Date('9999-12-31T23:59:59Z');

const VERSION_3 = der.context(0, der.integer(2));

export interface CertificateOptions {
  readonly subject: Name;
  /** The subject's key, or its SubjectPublicKeyInfo. */
  readonly publicKey: KeyObject | Uint8Array;
  readonly issuer: Name;
  /** The issuer's. */
  readonly signer: Signer;
  /** Big endian, 1 to 20 octets: see `serialNumber`. */
  readonly serialNumber: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date | 'never';
  /** In the order to encode. */
  readonly extensions: readonly Extension[];
}

/**
 * Builds and signs a version 3 certificate. Fractions of seconds in the dates are dropped.
 * @throws E_PKI_ISSUE_INPUT, E_PKI_EXTENSION_INPUT, E_PKI_KEY_UNSUPPORTED, and whatever the signer throws
 */
export async function buildCertificate(options: CertificateOptions): Promise<Certificate> {
  const notAfter = options.notAfter === 'never' ? NEVER : options.notAfter;
  if (!(notAfter.getTime() >= options.notBefore.getTime())) {
    throw fail('E_PKI_ISSUE_INPUT', 'the certificate would end before it begins');
  }
  if (options.issuer.isEmpty) throw fail('E_PKI_ISSUE_INPUT', 'the issuer has no name (RFC 5280 §4.1.2.4)');
  const { extensions } = options;
  const tbs = der.sequence(
    VERSION_3,
    der.integer(checkedSerialNumber(options.serialNumber)),
    signatureAlgorithmOf(options.signer.publicKey).identifier,
    options.issuer.der,
    der.sequence(der.time(options.notBefore), der.time(notAfter)),
    options.subject.der,
    spkiOf(options.publicKey),
    ...(extensions.length === 0 ? [] : [der.context(3, encodeExtensions(extensions))]),
  );
  return Certificate.parse(await sealSigned(tbs, options.signer));
}
