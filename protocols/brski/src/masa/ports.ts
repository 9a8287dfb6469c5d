/** What a MASA needs from the house it runs in: records, clocks and people's decisions. */

import type { Clock, Random } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import type { Authorizer, DeviceIdentity, EventListener } from '@sallyport/onboarding';
import type { Certificate, CertificateRevocationList } from '@sallyport/pki';
import type { Assertion } from '../artifact/index.ts';
import type { ReplayGuard } from '../server/replay-guard.ts';

/** A device this manufacturer made. */
export interface MadeDevice {
  readonly serialNumber: string;
  /** The key under which the manufacturer's records hold it. */
  readonly key: string;
  readonly model?: string;
  /** SHA-256 of the IDevID's SubjectPublicKeyInfo, hexadecimal; a prior-signed request must be signed by this key. */
  readonly idevidKey?: string;
  /** DER of the IDevID. */
  readonly idevid?: Uint8Array;
}

export interface DeviceRegister {
  /**
   * Finds a device. `idevidIssuer` is what the registrar sent, in whichever of its encodings (`matchesIdevidIssuer`
   * tells); undefined when it sent none, and the serial number must then do alone.
   */
  find(serialNumber: string, idevidIssuer: Uint8Array | undefined): Promise<MadeDevice | undefined>;
}

/** A registrar as its voucher-request shows it: consistent, but perhaps unknown (RFC 8995 §5.5.2). */
export interface Claimant {
  /** The registrar's end-entity certificate. */
  readonly registrar: Certificate;
  /** From the registrar's certificate upward, as far as the CMS reaches. */
  readonly chain: readonly Certificate[];
  /** What the voucher would pin. */
  readonly pinned: Certificate;
  /** base64, of `pinned` (RFC 8995 §5.8.2). */
  readonly domainId: string;
  /** SHA-256 of each chain member's SubjectPublicKeyInfo, hexadecimal. */
  readonly keys: readonly string[];
  /** Who it is, when it authenticated (RFC 8995 §5.4.1). */
  readonly customer: string | undefined;
}

/**
 * - `verified`: the sales record says that this claimant owns the device.
 * - `unknown`: no record either way, so first use may decide (RFC 8995 §7.4.2).
 * - `refused`: somebody else's device.
 */
export type OwnershipVerdict =
  | { readonly verdict: 'verified' | 'unknown'; readonly reason: string }
  | { readonly verdict: 'refused'; readonly reason: string };

export interface Ownership {
  judge(device: MadeDevice, claimant: Claimant, history: readonly IssuedVoucher[]): Promise<OwnershipVerdict>;
}

/** One issued voucher, as the internal audit log keeps it; more than registrars are told. */
export interface IssuedVoucher {
  readonly date: Date;
  /** base64. */
  readonly domainId: string;
  /** SHA-256 of the pinned certificate's SubjectPublicKeyInfo, hexadecimal: a key identifier anyone could copy. */
  readonly pinnedKey: string;
  readonly nonce: string | null;
  readonly assertion: Assertion;
  readonly expiresOn?: Date;
  /** SHA-256 of the registrar voucher-request, hexadecimal. */
  readonly request: string;
  /** SHA-256 of the voucher, hexadecimal. */
  readonly voucher: string;
  readonly renewal: boolean;
  readonly session: string;
}

export interface MasaAuditLog {
  /**
   * Resolves once the entry is durable: only then is the voucher sent (RFC 8995 §5.6). Two domains may claim a device at
   * the same time, and both were judged before either was written down: whoever keeps owners judges `claimant` again in
   * the transaction that writes, and rejects with `ownershipRefused` when another was quicker.
   */
  append(device: MadeDevice, entry: IssuedVoucher, claimant: Claimant): Promise<void>;
  /** Every voucher ever issued for the device, oldest first. */
  list(device: MadeDevice): Promise<readonly IssuedVoucher[]>;
}

/** Recognises registrars by TLS client certificate, by HTTP credentials, or not at all (RFC 8995 §5.4). */
export interface RegistrarAuthenticator {
  /** The customer, or undefined when the request shows no credentials that are known. */
  authenticate(request: HttpRequest): Promise<string | undefined>;
}

/** Fetches what revocation checks need (RFC 8995 §5.5.3). */
export interface RevocationSource {
  /** The CRLs that cover `chain`. Rejects when a server named in the certificates cannot be reached. */
  crls(chain: readonly Certificate[]): Promise<readonly CertificateRevocationList[]>;
}

export interface MasaPorts {
  readonly devices: DeviceRegister;
  readonly ownership: Ownership;
  readonly auditLog: MasaAuditLog;
  /** Asked at C.5. */
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly random: Random;
  /** Hears C.5, C.6 and C.7. */
  readonly events: EventListener;
  readonly authenticator?: RegistrarAuthenticator;
  readonly revocation?: RevocationSource;
  /** Default: in memory. */
  readonly replayGuard?: ReplayGuard;
}

/** A device in the words that every protocol shares, as far as the maker's record tells. */
export function identityOnRecord(device: MadeDevice, manufacturer: string | undefined): DeviceIdentity {
  return {
    serialNumber: device.serialNumber,
    manufacturer,
    model: device.model,
    credential: device.idevid,
    assurance: 'claimed',
  };
}

/** No sales record: whoever is in touch with the device may claim it, and the log tells (RFC 8995 §7.4.2). */
export const trustOnFirstUse: Ownership = {
  judge: async () => ({ verdict: 'unknown', reason: 'no sales records are kept' }),
};
