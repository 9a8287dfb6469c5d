/** A signer whose certificate names it by any URI. */

import type { ClaimSigner } from '@sallyport/assurance-claims';
import {
  buildCertificate,
  type Certificate,
  generateKeyPair,
  Name,
  softwareSigner,
  subjectAltName,
} from '@sallyport/pki';
import { day } from './world.ts';

export async function certifiedAs(
  issuer: string,
): Promise<{ readonly signer: ClaimSigner; readonly chain: readonly Certificate[] }> {
  const signer = softwareSigner(generateKeyPair('P-256').privateKey);
  const name = Name.of([['CN', 'Claims']]);
  const certificate = await buildCertificate({
    serialNumber: Uint8Array.of(7),
    subject: name,
    publicKey: signer.publicKey,
    issuer: name,
    signer,
    notBefore: day(-1),
    notAfter: day(1000),
    extensions: [subjectAltName([{ kind: 'uri', value: issuer }])],
  });
  return { signer: { issuer, verificationMethod: issuer, signer }, chain: [certificate] };
}
