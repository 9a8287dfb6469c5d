/**
 * The certs-only message (RFC 7030 §4.1.3, RFC 5272 §4.1): a CMS SignedData with certificates, without content and
 * without signers, so that nothing in it is proven by its being there.
 */

import { isSallyportError } from '@sallyport/core';
import { DerReader, der, TAG } from '@sallyport/der';
import { Certificate, OID } from '@sallyport/pki';
import { fail } from './errors.ts';

const LIMITS = { maxBytes: 512 << 10, maxDepth: 32 };
/** More than any chain with its rollover certificates needs; each one costs a parse. */
const MAX_CERTIFICATES = 64;

/** Writes certificates, in this order, as a certs-only message (DER). */
export function encodeCertsOnly(certificates: readonly Certificate[]): Uint8Array {
  const signedData = der.sequence(
    der.integer(1),
    der.set(),
    der.sequence(der.objectIdentifier(OID.data)),
    // A SET OF by the letter, but every implementation keeps the order given, and readers expect the first to matter.
    der.context(0, ...certificates.map((certificate) => certificate.der)),
    der.set(),
  );
  return der.sequence(der.objectIdentifier(OID.signedData), der.context(0, signedData));
}

/**
 * Reads the certificates of a certs-only message in their order. They are unverified.
 * @throws E_EST_CERTS_ONLY
 */
export function decodeCertsOnly(message: Uint8Array): readonly Certificate[] {
  try {
    return DerReader.whole(message, readContentInfo, LIMITS);
  } catch (cause) {
    if (!isSallyportError(cause) || isSallyportError(cause, 'E_EST_CERTS_ONLY')) throw cause;
    throw fail('E_EST_CERTS_ONLY', `not a certs-only message: ${cause.message}`, { cause });
  }
}

function readContentInfo(reader: DerReader): readonly Certificate[] {
  const fields = reader.sequence();
  if (fields.objectIdentifier() !== OID.signedData) throw fail('E_EST_CERTS_ONLY', 'the content is no SignedData');
  const wrapper = fields.context(0);
  const certificates = readSignedData(wrapper.sequence());
  wrapper.finish();
  fields.finish();
  return certificates;
}

function readSignedData(fields: DerReader): readonly Certificate[] {
  fields.smallInteger();
  fields.element(TAG.SET);
  // Content is passed over: some servers send an empty one.
  fields.element(TAG.SEQUENCE);
  const certificates = fields.optionalContext(0)?.all(readCertificateChoice) ?? [];
  fields.optionalContext(1);
  const signers = fields.set();
  if (!signers.done) throw fail('E_EST_CERTS_ONLY', 'the message has signers');
  fields.finish();
  if (certificates.length > MAX_CERTIFICATES) {
    throw fail('E_EST_CERTS_ONLY', `more than ${MAX_CERTIFICATES} certificates`);
  }
  return certificates.flatMap((bytes) => (bytes === undefined ? [] : [Certificate.parse(bytes)]));
}

/** CertificateChoices (RFC 5652 §10.2.2); kinds other than X.509 are passed over. */
function readCertificateChoice(reader: DerReader): Uint8Array | undefined {
  const { tag, bytes } = reader.any();
  return tag === TAG.SEQUENCE ? bytes : undefined;
}
