/** The rules a certificate must obey in a path (RFC 5280 §6.1.3, §6.1.4, §6.1.5), each as an objection or none. */

import type { SallyportError } from '@sallyport/core';
import type { Certificate } from './certificate.ts';
import { fail } from './errors.ts';
import type { KeyUsage } from './key-usage.ts';
import { constraintViolation } from './name-constraints.ts';
import { OID } from './oids.ts';

type Objection = SallyportError | undefined;

export interface PathRules {
  readonly leaf: Certificate;
  readonly at: Date | 'ignore-validity';
  readonly extendedKeyUsage?: string;
  readonly keyUsage?: KeyUsage;
  readonly anchorValidity?: 'ignored' | 'checked';
}

/** Extensions that may be critical because the path rules or the any-policy assumption cover them. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.subjectAltName,
  OID.nameConstraints,
  OID.certificatePolicies,
  OID.inhibitAnyPolicy,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  // RFC 5280 §6.3: revocation does not depend on them when CRLs are given.
  OID.crlDistributionPoints,
]);

/**
 * The extensions that path validation would have to understand and does not, as OIDs: critical ones, and
 * policyConstraints even when it is not marked critical as RFC 5280 §4.2.1.11 demands.
 */
export function unknownCriticalExtensions(certificate: Certificate): readonly string[] {
  return certificate.extensions
    .filter(({ oid, critical }) => (critical && !UNDERSTOOD.has(oid)) || oid === OID.policyConstraints)
    .map(({ oid }) => oid);
}

/** What is wrong with the end certificate by itself. */
export function leafObjection({ leaf, at, extendedKeyUsage, keyUsage }: PathRules): Objection {
  return (
    validityObjection(leaf, at) ??
    criticalObjection(leaf) ??
    leafKeyUsageObjection(leaf, keyUsage) ??
    leafPurposeObjection(leaf, extendedKeyUsage)
  );
}

/** What keeps `issuer`, whose signature on the last of `chain` is already verified, from standing above it. */
export function issuerObjection(
  chain: readonly Certificate[],
  issuer: Certificate,
  isAnchor: boolean,
  rules: PathRules,
): Objection {
  const datesCount = !isAnchor || rules.anchorValidity === 'checked';
  return (
    (datesCount ? validityObjection(issuer, rules.at) : undefined) ??
    criticalObjection(issuer) ??
    authorityObjection(issuer, isAnchor) ??
    lengthObjection(issuer, chain) ??
    namesObjection(issuer, chain) ??
    purposeObjection(issuer, rules.extendedKeyUsage)
  );
}

/** What keeps a certificate that is not in the path from signing revocation lists (RFC 5280 §6.3.3 (f)). */
export function listSignerObjection(signer: Certificate, at: Date | 'ignore-validity'): Objection {
  const objection = validityObjection(signer, at) ?? criticalObjection(signer);
  if (objection !== undefined || signer.keyUsage?.has('cRLSign') === true) return objection;
  return fail('E_PKI_PATH_KEY_USAGE', `${signer.subject} may not sign revocation lists`);
}

/** RFC 5280 §4.1.2.5: both ends included; certificates count in whole seconds. */
function validityObjection(certificate: Certificate, at: Date | 'ignore-validity'): Objection {
  if (at === 'ignore-validity') return undefined;
  const { subject, notBefore, notAfter } = certificate;
  const seconds = Math.floor(at.getTime() / 1000) * 1000;
  if (!(seconds >= notBefore.getTime())) {
    return fail('E_PKI_PATH_NOT_YET_VALID', `${subject} is valid from ${notBefore.toISOString()}`);
  }
  if (seconds > notAfter.getTime()) {
    return fail('E_PKI_PATH_EXPIRED', `${subject} was valid until ${notAfter.toISOString()}`);
  }
  return undefined;
}

function criticalObjection(certificate: Certificate): Objection {
  const unknown = unknownCriticalExtensions(certificate);
  if (unknown.length === 0) return undefined;
  return fail('E_PKI_PATH_CRITICAL_EXTENSION', `${certificate.subject} has critical ${unknown.join(', ')}`);
}

function leafKeyUsageObjection(leaf: Certificate, usage: KeyUsage | undefined): Objection {
  if (usage === undefined || (leaf.keyUsage?.has(usage) ?? true)) return undefined;
  return fail('E_PKI_PATH_KEY_USAGE', `${leaf.subject} may not be used for ${usage}`);
}

/** RFC 5280 §4.2.1.12 lets an application insist on the particular purpose; anyExtendedKeyUsage does not stand in for it. */
function leafPurposeObjection(leaf: Certificate, purpose: string | undefined): Objection {
  if (purpose === undefined || leaf.extendedKeyUsage?.includes(purpose)) return undefined;
  return fail('E_PKI_PATH_EXTENDED_KEY_USAGE', `${leaf.subject} lacks the purpose ${purpose}`);
}

/** RFC 5280 §6.1.4 (k), (n). Version 1 has no basicConstraints; as an anchor it was trusted by hand. */
function authorityObjection(issuer: Certificate, isAnchor: boolean): Objection {
  const versionOneAnchor = isAnchor && issuer.version < 3;
  if (!versionOneAnchor && issuer.basicConstraints?.ca !== true) {
    return fail('E_PKI_PATH_NOT_CA', `${issuer.subject} is not a CA`);
  }
  if (!(issuer.keyUsage?.has('keyCertSign') ?? true)) {
    return fail('E_PKI_PATH_KEY_USAGE', `${issuer.subject} may not sign certificates`);
  }
  return undefined;
}

/** RFC 5280 §4.2.1.9: counts the CA certificates below that are not self-issued. */
function lengthObjection(issuer: Certificate, chain: readonly Certificate[]): Objection {
  const limit = issuer.basicConstraints?.pathLength;
  if (limit === undefined) return undefined;
  const below = chain.slice(1).filter((certificate) => !certificate.isSelfIssued).length;
  if (below <= limit) return undefined;
  return fail('E_PKI_PATH_LENGTH', `${issuer.subject} allows ${limit} CAs below it, not ${below}`);
}

/** RFC 5280 §6.1.3 (b), (c): self-issued certificates are exempt unless they end the path. */
function namesObjection(issuer: Certificate, chain: readonly Certificate[]): Objection {
  const constraints = issuer.nameConstraints;
  if (constraints === undefined) return undefined;
  for (const [index, certificate] of chain.entries()) {
    if (index > 0 && certificate.isSelfIssued) continue;
    const violation = constraintViolation(constraints, certificate);
    if (violation !== undefined) {
      return fail('E_PKI_PATH_NAME_CONSTRAINTS', `${certificate.subject} under ${issuer.subject}: ${violation}`);
    }
  }
  return undefined;
}

/** Nested purposes, as TLS libraries and the CA/Browser Forum apply them: a CA with the extension is limited to it. */
function purposeObjection(issuer: Certificate, purpose: string | undefined): Objection {
  const purposes = issuer.extendedKeyUsage;
  if (purpose === undefined || purposes === undefined) return undefined;
  if (purposes.includes(purpose) || purposes.includes(OID.anyExtendedKeyUsage)) return undefined;
  return fail('E_PKI_PATH_EXTENDED_KEY_USAGE', `${issuer.subject} may not certify the purpose ${purpose}`);
}
