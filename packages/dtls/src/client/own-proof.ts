/** What a client shows when it is asked for a certificate or key, and how it proves that it is its own. */

import {
  type CertificateCredentials,
  certificateTypeOf,
  ownEntries,
  type RawPublicKeyCredentials,
} from '../credentials.ts';
import { type CertificateRequest, encodeCertificate, encodeDigitallySigned } from '../messages/certificate.ts';
import type { Extensions } from '../messages/extensions.ts';
import { EXTENSION } from '../registries.ts';
import { findScheme, signWith } from '../signatures.ts';

export interface OwnProof {
  /** The body of Certificate. */
  readonly certificate: Uint8Array;
  /** The body of CertificateVerify over the handshake so far; undefined for a client that shows nothing. */
  readonly verify: ((handshake: Uint8Array) => Uint8Array) | undefined;
}

/**
 * RFC 5246 §7.4.6: a client that has nothing, or nothing that the server takes, shows an empty list. It is for the
 * server to say whether it goes on.
 *
 * @param answer - the extensions of ServerHello
 */
export function ownProof(
  credentials: CertificateCredentials | RawPublicKeyCredentials,
  request: CertificateRequest,
  answer: Extensions,
): OwnProof {
  const type = certificateTypeOf(credentials);
  const scheme = findScheme(request.signatureSchemes);
  const { privateKey } = credentials;
  // RFC 7250 §4.2: a raw key is shown only to a server that said it takes one.
  const isTaken = type === 'x509' || answer.has(EXTENSION.clientCertificateType);
  if (privateKey === undefined || scheme === undefined || !isTaken) {
    return { certificate: encodeCertificate([], type), verify: undefined };
  }
  return {
    certificate: encodeCertificate(ownEntries(credentials), type),
    verify: (handshake) => encodeDigitallySigned(signWith(privateKey, scheme, handshake)),
  };
}
