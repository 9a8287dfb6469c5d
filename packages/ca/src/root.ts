/** Setting up: a self-signed root, and an intermediate below a CA. */

import type { KeyObject } from 'node:crypto';
import type { Random } from '@sallyport/core';
import {
  authorityKeyIdentifier,
  buildCertificate,
  type Certificate,
  type Name,
  type Signer,
  serialNumber,
  subjectKeyIdentifier,
} from '@sallyport/pki';
import type { CertificateAuthority } from './certificate-authority.ts';
import { authorityExtensions, authorityProfile } from './profile.ts';

export interface RootOptions {
  readonly subject: Name;
  /** The root's own key. */
  readonly signer: Signer;
  readonly random: Random;
  readonly notBefore: Date;
  readonly notAfter: Date | 'never';
  /** How many CAs may stand below; any number when left out. */
  readonly pathLength?: number;
}

/** A self-signed root certificate. */
export function createRootCertificate(options: RootOptions): Promise<Certificate> {
  const { subject, signer, random, notBefore, notAfter } = options;
  return buildCertificate({
    subject,
    publicKey: signer.publicKey,
    issuer: subject,
    signer,
    serialNumber: serialNumber(random),
    notBefore,
    notAfter,
    extensions: [
      ...authorityExtensions(options.pathLength),
      subjectKeyIdentifier(signer.publicKey),
      authorityKeyIdentifier(signer.publicKey),
    ],
  });
}

export interface IntermediateOptions {
  readonly subject: Name;
  /** The intermediate's key, made and kept where it will be used. */
  readonly publicKey: KeyObject | Uint8Array;
  /** The latest end; the issuing CA's own end comes first if it is earlier. */
  readonly notAfter: Date | 'never';
  /** How many CAs may stand below it. Default 0: none. */
  readonly pathLength?: number;
}

/** Has `authority` certify a CA below itself; recorded in its ledger as any certificate. */
export function createIntermediateCertificate(
  authority: CertificateAuthority,
  options: IntermediateOptions,
): Promise<Certificate> {
  const { subject, publicKey, notAfter, pathLength = 0 } = options;
  return authority.issue({ profile: authorityProfile, facts: { subject, notAfter, pathLength }, publicKey });
}
