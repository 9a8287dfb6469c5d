/** A certificate as people read it: names, times, what its key may do, and each extension in words. */

import { isSallyportError, toHex } from '@sallyport/core';
import { Certificate, type GeneralName, keyTypeOf, OID } from '@sallyport/pki';
import { z } from 'zod';

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(OID).map(([name, oid]) => [oid, name]));
/** Octets of an extension nobody here knows that are shown. */
const SHOWN_OCTETS = 256;

export const certificateAnswer = z.object({
  /** How it came: `birth` from its maker, `domain` from this domain. */
  kind: z.enum(['birth', 'domain']),
  subject: z.string(),
  issuer: z.string(),
  /** Lower-case hexadecimal. */
  serialNumber: z.string(),
  /** Milliseconds since 1970, as all times. */
  notBefore: z.number(),
  notAfter: z.number(),
  fingerprint: z.string().describe('SHA-256, lower-case hexadecimal'),
  keyType: z.string(),
  signatureAlgorithm: z.string(),
  keyUsage: z.array(z.string()),
  extendedKeyUsage: z.array(z.string()),
  extensions: z.array(z.object({ oid: z.string(), name: z.string(), critical: z.boolean(), text: z.string() })),
  revokedAt: z.number().nullable(),
  revocationReason: z.string().nullable(),
  pem: z.string(),
});

export type CertificateJson = z.infer<typeof certificateAnswer>;

/** @throws E_PKI_…, E_DER_… for what is no certificate */
export function certificateJson(
  der: Uint8Array,
  kind: CertificateJson['kind'],
  revocation?: { readonly at: Date; readonly reason: string },
): CertificateJson {
  const certificate = Certificate.parse(der);
  return {
    kind,
    subject: certificate.subject.toString(),
    issuer: certificate.issuer.toString(),
    serialNumber: certificate.serialNumber,
    notBefore: certificate.notBefore.getTime(),
    notAfter: certificate.notAfter.getTime(),
    fingerprint: certificate.fingerprint(),
    keyType: readable(() => keyTypeOf(certificate.publicKey)) ?? 'unknown',
    signatureAlgorithm: nameOf(certificate.signatureAlgorithm.oid),
    keyUsage: [...(readable(() => certificate.keyUsage) ?? [])],
    extendedKeyUsage: (readable(() => certificate.extendedKeyUsage) ?? []).map(nameOf),
    extensions: certificate.extensions.map(({ oid, critical, value }) => ({
      oid,
      name: nameOf(oid),
      critical,
      text: readable(() => textOf(oid, certificate)) ?? shown(value),
    })),
    revokedAt: revocation?.at.getTime() ?? null,
    revocationReason: revocation?.reason ?? null,
    pem: certificate.toPem(),
  };
}

function textOf(oid: string, certificate: Certificate): string | undefined {
  switch (oid) {
    case OID.basicConstraints: {
      const { ca = false, pathLength } = certificate.basicConstraints ?? {};
      return `CA: ${ca}${pathLength === undefined ? '' : `, path length: ${pathLength}`}`;
    }
    case OID.keyUsage:
      return [...(certificate.keyUsage ?? [])].join(', ');
    case OID.extendedKeyUsage:
      return (certificate.extendedKeyUsage ?? []).map(nameOf).join(', ');
    case OID.subjectAltName:
      return certificate.subjectAltNames.map(generalNameText).join(', ');
    case OID.subjectKeyIdentifier:
      return identifierText(certificate.subjectKeyIdentifier);
    case OID.authorityKeyIdentifier:
      return identifierText(certificate.authorityKeyIdentifier);
    case OID.crlDistributionPoints:
      return certificate.crlDistributionPoints.join(', ');
    case OID.authorityInfoAccess: {
      const { ocsp = [], caIssuers = [] } = certificate.authorityInfoAccess ?? {};
      return [...ocsp.map((uri) => `OCSP: ${uri}`), ...caIssuers.map((uri) => `issuer: ${uri}`)].join(', ');
    }
    default:
      return undefined;
  }
}

function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case 'directory':
      return name.value.toString();
    case 'other':
      return `${nameOf(name.oid)}: ${shown(name.value)}`;
    case 'unknown':
      return shown(name.der);
    default:
      return `${name.kind}: ${name.value}`;
  }
}

function identifierText(identifier: Uint8Array | undefined): string | undefined {
  return identifier === undefined ? undefined : toHex(identifier);
}

/** The maker's own extensions have no name here. */
function nameOf(oid: string): string {
  return NAMES.get(oid) ?? oid;
}

function shown(bytes: Uint8Array): string {
  const hex = toHex(bytes.subarray(0, SHOWN_OCTETS));
  return bytes.length > SHOWN_OCTETS ? `${hex}…` : hex;
}

/** An extension that cannot be read is shown as it is. */
function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw thrown;
  }
}
