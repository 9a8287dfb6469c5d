/**
 * Certificates of signers seen before, found again by the name a CMS gives its signer, so that their keys are read once.
 * What is remembered is only tried first: the signature has to fit, or the certificates in the CMS are tried as ever.
 */

import { type Clock, HOUR } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import type { SignedArtifact } from '../artifact/index.ts';
import { ExpiringMap } from './expiring-map.ts';
import { fingerprint } from './fingerprint.ts';
import { heldBytes } from './held-bytes.ts';

const CAPACITY = 10_000;
const MAX_BYTES = 32 << 20;

export class SignerMemory {
  readonly #certificates: ExpiringMap<Certificate>;

  constructor(clock: Clock) {
    this.#certificates = new ExpiringMap<Certificate>({
      clock,
      capacity: CAPACITY,
      lifetime: HOUR,
      maxBytes: MAX_BYTES,
      sizeOf: (certificate) => heldBytes([certificate]),
    });
  }

  /** To be given as `extraCertificates`. */
  recall(signed: SignedArtifact): readonly Certificate[] {
    const known = this.#certificates.get(nameOf(signed));
    return known === undefined ? [] : [known];
  }

  /** Call only once the certificate has been judged too: whoever is remembered is tried before the one enclosed. */
  remember(signed: SignedArtifact, signer: Certificate): void {
    const name = nameOf(signed);
    if (this.#certificates.get(name) !== signer) this.#certificates.set(name, signer);
  }
}

function nameOf({ signedData }: SignedArtifact): string {
  const [info] = signedData.signerInfos;
  if (info === undefined) return '';
  const { identifier } = info;
  return identifier.kind === 'issuer-and-serial'
    ? fingerprint(identifier.issuer, identifier.serialNumber)
    : fingerprint(identifier.keyIdentifier);
}
