/**
 * The brski tool's enrolment, which is EST in its path only: a client sends a certificate instead of a request, and
 * gets it back signed by the domain's CA, with everything in it but issuer and signature as it was.
 *
 * Two things the tool lets pass are refused here: a certificate that is not signed by its own key proves no possession,
 * and one that may sign certificates would make a CA of a device.
 */

import type { KeyObject } from 'node:crypto';
import { fromHex, isSallyportError, reasonOf } from '@sallyport/core';
import { buildCertificate, Certificate, softwareSigner } from '@sallyport/pki';
import { fail } from './errors.ts';

/** @throws E_NQMINDS_CERTIFICATE */
export async function resign(
  der: Uint8Array,
  ca: { readonly certificate: Certificate; readonly key: KeyObject },
): Promise<Certificate> {
  const given = readEndEntity(der);
  return await buildCertificate({
    subject: given.subject,
    publicKey: given.publicKey,
    issuer: ca.certificate.subject,
    signer: softwareSigner(ca.key),
    serialNumber: fromHex(given.serialNumber),
    notBefore: given.notBefore,
    notAfter: given.notAfter,
    extensions: given.extensions,
  });
}

function readEndEntity(der: Uint8Array): Certificate {
  try {
    const certificate = Certificate.parse(der);
    if (!certificate.isSignedBy(certificate.publicKey)) {
      throw fail('E_NQMINDS_CERTIFICATE', 'the certificate is not signed by its own key');
    }
    if (certificate.basicConstraints?.ca === true || certificate.keyUsage?.has('keyCertSign') === true) {
      throw fail('E_NQMINDS_CERTIFICATE', 'the certificate is one of a CA');
    }
    return certificate;
  } catch (cause) {
    if (!isSallyportError(cause) || cause.code === 'E_NQMINDS_CERTIFICATE') throw cause;
    throw fail('E_NQMINDS_CERTIFICATE', `the certificate cannot be used: ${reasonOf(cause)}`, { cause });
  }
}
