/** What a profile may never do, whoever wrote it. */

import { type Certificate, OID, readBasicConstraintsOf, readKeyUsageOf } from '@sallyport/pki';
import type { CertificateContent, CertificateProfile } from './profile.ts';

/** What is wrong with the content, as an end of a sentence, or undefined. */
export function profileMistake(
  { kind }: Pick<CertificateProfile<never>, 'kind'>,
  { subject, extensions }: CertificateContent,
  authority: Certificate,
): string | undefined {
  const constraints = readBasicConstraintsOf(extensions);
  const isAuthority = constraints?.ca === true;
  const signsCertificates = readKeyUsageOf(extensions)?.has('keyCertSign') ?? false;
  if (kind === 'end-entity' && (isAuthority || signsCertificates)) return 'an end entity may not be a CA';
  if (kind === 'authority' && !(isAuthority && signsCertificates)) return 'an authority needs cA and keyCertSign';
  // RFC 5280 §4.2.1.9: such a certificate could never be validated.
  if (isAuthority && authority.basicConstraints?.pathLength === 0)
    return 'the path length of this CA allows no CA below it';
  if (isAuthority && subject.isEmpty) return 'a CA needs a name (RFC 5280 §4.1.2.6)';
  if (isAuthority && subject.equals(authority.subject)) return 'a subordinate CA needs a name of its own';
  const alternative = extensions.find(({ oid }) => oid === OID.subjectAltName);
  if (subject.isEmpty && alternative?.critical !== true) {
    return 'without a subject it needs a critical subjectAltName (RFC 5280 §4.1.2.6)';
  }
  return undefined;
}
