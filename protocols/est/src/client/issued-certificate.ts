/** Is what came back the certificate that was asked for? */

import { bytesEqual, isSallyportError } from '@sallyport/core';
import { type Certificate, type VerifiedPath, validatePath } from '@sallyport/pki';
import { fail } from '../errors.ts';

/** Anchors and helpers to judge issued certificates by: see `judgeCaCertificates`. */
export interface EstTrust {
  /** The explicit trust anchor database (RFC 7030 §3.6.1). */
  readonly anchors: readonly Certificate[];
  readonly intermediates?: readonly Certificate[];
}

/** A certificate for the right key, and its chain to an explicit trust anchor. */
export interface IssuedCertificate {
  readonly certificate: Certificate;
  readonly path: VerifiedPath;
}

/**
 * Finds the certificate for the key among what the server returned and leads it to an anchor. RFC 7030 §4.2.3 allows
 * one certificate only; servers that add their chain are understood too.
 * @throws E_EST_CERTIFICATE_MISSING, E_EST_KEY_MISMATCH, E_EST_UNTRUSTED
 */
export function verifyIssued(
  received: readonly Certificate[],
  publicKey: Uint8Array,
  trust: EstTrust,
  at: Date | 'ignore-validity',
): IssuedCertificate {
  if (received.length === 0) throw fail('E_EST_CERTIFICATE_MISSING', 'the server returned no certificate');
  const certificate = received.find(({ spki }) => bytesEqual(spki, publicKey));
  if (certificate === undefined) throw fail('E_EST_KEY_MISMATCH', 'no returned certificate is for the requested key');
  const intermediates = [...(trust.intermediates ?? []), ...received.filter((each) => each !== certificate)];
  try {
    return { certificate, path: validatePath({ leaf: certificate, intermediates, anchors: trust.anchors, at }) };
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_EST_UNTRUSTED', `the issued certificate does not chain to a trust anchor: ${cause.message}`, {
      cause,
    });
  }
}
