/**
 * What a voucher and a voucher-request say, as values (RFC 8366 §5.3, RFC 8995 §3.4).
 *
 * One type serves both, because a voucher-request is the voucher's grouping with refinements: which attributes
 * may or must stand where is judged apart, in rules.ts.
 */

import type { JsonObject } from '@sallyport/core';

/** How the MASA came to know the owner (RFC 8366 §5.3). */
export type Assertion = 'verified' | 'logged' | 'proximity';

export const ASSERTIONS: readonly Assertion[] = ['verified', 'logged', 'proximity'];

export interface VoucherAttributes {
  /** When the artefact was made; millisecond precision. */
  readonly createdOn?: Date;
  readonly expiresOn?: Date;
  readonly assertion?: Assertion;
  /** The device's X520SerialNumber, never its certificate's serial number (RFC 8995 §2.3.1). */
  readonly serialNumber?: string;
  /** What names the IDevID's issuer; its encodings in the field differ, see `matchesIdevidIssuer`. */
  readonly idevidIssuer?: Uint8Array;
  /** DER. */
  readonly pinnedDomainCert?: Uint8Array;
  readonly domainCertRevocationChecks?: boolean;
  /**
   * The text on the wire, opaque. The YANG type is binary, but peers send other alphabets than standard base64
   * (RFC 8995 appendix C does), so nonces are compared and forwarded as they came (RFC 8995 §5.8.1).
   */
  readonly nonce?: string;
  readonly lastRenewalDate?: Date;
  /** CMS DER, every byte as the pledge sent it (RFC 8995 §5.5). */
  readonly priorSignedVoucherRequest?: Uint8Array;
  /** DER. */
  readonly proximityRegistrarCert?: Uint8Array;
}

export type ArtifactKind = 'voucher' | 'voucher-request';

export interface VoucherArtifact {
  readonly kind: ArtifactKind;
  readonly attributes: VoucherAttributes;
  /** Attributes this version does not know: ignored, kept, and written again (RFC 8995 §5.6.1). */
  readonly unknown: JsonObject;
}

/** The member that holds everything, by kind (RFC 8366 §5.2, RFC 8995 §3.3). */
export const ROOT_NAMES: Readonly<Record<ArtifactKind, string>> = {
  voucher: 'ietf-voucher:voucher',
  'voucher-request': 'ietf-voucher-request:voucher',
};

/** Makes an artefact of attributes this version knows. */
export function artifact(kind: ArtifactKind, attributes: VoucherAttributes): VoucherArtifact {
  return { kind, attributes, unknown: {} };
}
