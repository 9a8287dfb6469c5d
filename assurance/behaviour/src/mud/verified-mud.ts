/** MUD files that somebody vouches for (RFC 8520 §13.2): what policies are made of. */

import { isSallyportError } from '@sallyport/core';
import { type Certificate, type Name, OID } from '@sallyport/pki';
import { type VerifiedSignedData, verifyCms } from '@sallyport/pki/cms';
import { fail } from '../errors.ts';
import type { MudFile } from './model.ts';
import { readMud } from './read-mud.ts';
import { mudUrl } from './url.ts';

/** id-ct-mudtype (RFC 8520 §11). OpenSSL's example of §13.1 signs as id-data, which is taken as well. */
export const MUD_CONTENT_TYPE = '1.2.840.113549.1.9.16.1.41';

export type Voucher =
  | { readonly kind: 'signature'; readonly signer: Certificate }
  /** RFC 8520 §13.2: an administrator may approve what no signature vouches for. */
  | { readonly kind: 'administrator'; readonly name: string };

/** Only this module makes them. */
class VouchedMud {
  readonly file: MudFile;
  readonly bytes: Uint8Array;
  /** Undefined when an administrator vouches. */
  readonly signature: Uint8Array | undefined;
  readonly vouchedBy: Voucher;

  constructor(file: MudFile, bytes: Uint8Array, signature: Uint8Array | undefined, vouchedBy: Voucher) {
    this.file = file;
    this.bytes = bytes;
    this.signature = signature;
    this.vouchedBy = vouchedBy;
  }
}

export type VerifiedMud = VouchedMud;

export interface VerifyMudOptions {
  /** The URL that the device gave: the file must name it as its own. */
  readonly url: string;
  /** Whose signatures count. */
  readonly anchors: readonly Certificate[];
  readonly at: Date;
  /** The subject of the signer's certificate, when the device's certificate names it (id-pe-mudsigner). */
  readonly signer?: Name | undefined;
  /** Certificates that may stand between, beside those in the signature. */
  readonly intermediates?: readonly Certificate[];
}

/**
 * Verifies the detached signature of a MUD file, and then reads the file.
 * @throws E_BEHAVIOUR_SIGNATURE, E_BEHAVIOUR_SIGNER_USE, E_BEHAVIOUR_SIGNER, E_BEHAVIOUR_MUD_URL when the file is of
 * another URL, and what {@link readMud} throws
 */
export function verifyMud(bytes: Uint8Array, signature: Uint8Array, options: VerifyMudOptions): VerifiedMud {
  const verified = verifySignature(bytes, signature, options);
  for (const { certificate } of verified.signers) requireSigningUse(certificate);
  const { signer } = options;
  const named =
    signer === undefined
      ? verified.signers[0]
      : verified.signers.find(({ certificate }) => certificate.subject.equals(signer));
  if (named === undefined)
    throw fail('E_BEHAVIOUR_SIGNER', 'signed by another than the certificate of the device names');
  return vouched(bytes, signature, options.url, { kind: 'signature', signer: named.certificate });
}

/**
 * Takes a MUD file on an administrator's word.
 * @throws E_BEHAVIOUR_MUD_URL when the file is of another URL, and what {@link readMud} throws
 */
export function approveMud(bytes: Uint8Array, options: { readonly url: string; readonly by: string }): VerifiedMud {
  return vouched(bytes, undefined, options.url, { kind: 'administrator', name: options.by });
}

function verifySignature(bytes: Uint8Array, signature: Uint8Array, options: VerifyMudOptions): VerifiedSignedData {
  const { anchors, at, intermediates = [] } = options;
  let verified: VerifiedSignedData;
  try {
    verified = verifyCms(signature, { anchors, at, detachedContent: bytes, extraCertificates: intermediates });
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BEHAVIOUR_SIGNATURE', `the signature does not hold: ${cause.message}`, { cause });
  }
  if (verified.contentType !== OID.data && verified.contentType !== MUD_CONTENT_TYPE) {
    throw fail('E_BEHAVIOUR_SIGNATURE', 'signed as something other than a MUD file');
  }
  return verified;
}

/** RFC 8520 §13.2: the extension must be there, and have the bit. */
function requireSigningUse(certificate: Certificate): void {
  if (certificate.keyUsage?.has('digitalSignature') !== true) {
    throw fail('E_BEHAVIOUR_SIGNER_USE', 'the certificate of the signer is not for digital signatures');
  }
}

function vouched(bytes: Uint8Array, signature: Uint8Array | undefined, url: string, by: Voucher): VerifiedMud {
  // Copies: what was verified must not change under whoever keeps it.
  const [file, kept] = [readMud(bytes), bytes.slice()];
  if (file.url !== mudUrl(url).href) throw fail('E_BEHAVIOUR_MUD_URL', 'the MUD file is of another URL');
  return new VouchedMud(file, kept, signature?.slice(), by);
}
