/** The port to the record of everything a CA ever issued. */

import type { RevocationReason, RevokedEntry } from '@sallyport/pki';

/** One issued certificate. */
export interface IssuedCertificate {
  /** Lower-case hexadecimal. */
  readonly serialNumber: string;
  /** As RFC 4514 prints it. */
  readonly subject: string;
  /** Name of the profile it was issued by. */
  readonly profile: string;
  /** The key under which registers hold the device it was issued to, if it was a device. */
  readonly device: string | undefined;
  readonly issuedAt: Date;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The certificate itself. */
  readonly der: Uint8Array;
}

/** Reasons to revoke; `removeFromCRL` is not one. */
export type RevokeReason = Exclude<RevocationReason, 'removeFromCRL'>;

export interface Revocation {
  readonly reason: RevokeReason;
  readonly at: Date;
}

/** A certificate as the ledger knows it now. */
export interface LedgerEntry extends IssuedCertificate {
  readonly revocation: Revocation | undefined;
}

export interface LedgerPage {
  readonly entries: readonly LedgerEntry[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

export interface PageOptions {
  /** Entries in a page, 1 to 1000; 100 if left out. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly cursor?: string;
}

/** What a list of revoked certificates says of its making, and what it takes to put it together again. */
export interface CrlRecord {
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** How many revocations there were when it was made. */
  readonly revocations: number;
  /** Over the list's content, which follows from the ledger. */
  readonly signature: Uint8Array;
}

/** Where the CA stands with its lists. */
export interface CrlState {
  /** The number of the last list; 0 before the first. */
  readonly lastNumber: number;
  /** The last list; undefined before the first, and when it was recorded without its signature. */
  readonly last: CrlRecord | undefined;
  /** How many revocations there have been; grows with every one. */
  readonly revocations: number;
}

/** The record of one CA. Every write has reached the disk when its promise resolves. */
export interface CertificateLedger {
  /** @throws E_CA_SERIAL_TAKEN, and what the storage throws */
  record(certificate: IssuedCertificate): Promise<void>;

  /**
   * Marks a certificate revoked. Revoking again changes nothing, but a hold can become final (RFC 5280 §5.3.1).
   * @returns the entry as it now is
   * @throws E_CA_UNKNOWN_CERTIFICATE
   */
  revoke(serialNumber: string, revocation: Revocation): Promise<LedgerEntry>;

  bySerialNumber(serialNumber: string): Promise<LedgerEntry | undefined>;
  /** By the subject as RFC 4514 prints it; newest last. */
  bySubject(subject: string, page?: PageOptions): Promise<LedgerPage>;
  /** By the key of the device; newest last. */
  byDevice(device: string, page?: PageOptions): Promise<LedgerPage>;

  /** Everything revoked that had not expired at this time, for a CRL; in the same order while nothing more is revoked. */
  revoked(notExpiredAt: Date): Promise<readonly RevokedEntry[]>;

  crlState(): Promise<CrlState>;
  /** Takes a number for a CRL. @throws E_CA_CRL_NUMBER_TAKEN */
  recordCrl(crl: CrlRecord): Promise<void>;
}

/** What a revocation makes of one already there: the first stands, unless it was a hold and this is final. */
export function mergedRevocation(before: Revocation | undefined, next: Revocation): Revocation {
  if (before === undefined) return next;
  return before.reason === 'certificateHold' && next.reason !== 'certificateHold' ? next : before;
}
