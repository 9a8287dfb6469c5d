/** What the manufacturer's log records. Names and shapes are kept for ever: a change of meaning is a new type. */

import { eventType } from '@sallyport/store';

/** How an owner is known to the MASA: by the key of the domain CA that its registrars chain to. */
export type OwnerRecord = {
  /** The owner's name, for people. */
  readonly name: string;
  /** Lower-case hex SHA-256 of the domain CA's SubjectPublicKeyInfo; null until the owner's first claim shows it. */
  readonly domainKey: string | null;
};

/** A device left the factory line with its IDevID (CAHN 0.3). */
export const DEVICE_CERTIFIED = eventType<{
  readonly serialNumber: string;
  readonly model: string | null;
  /** Base64 DER. */
  readonly idevid: string;
  /** Lower-case hex authority key identifier of the IDevID's issuer. */
  readonly issuerKeyId: string;
}>('device.certified');

/** A device was sold: from now on this owner, and nobody else, is verified. */
export const DEVICE_SOLD = eventType<{ readonly serialNumber: string; readonly owner: OwnerRecord }>('device.sold');

/** A device with no sales record was claimed for the first time (trust on first use). */
export const DEVICE_CLAIMED = eventType<{ readonly serialNumber: string; readonly domainKey: string }>(
  'device.claimed',
);

/** The device is stolen, scrapped or refused: no vouchers until it is cleared. */
export const DEVICE_BLOCKED = eventType<{ readonly serialNumber: string; readonly reason: string }>('device.blocked');

/** A block was lifted, and with `resale` the owner forgotten, so that the next owner can claim. */
export const DEVICE_CLEARED = eventType<{ readonly serialNumber: string; readonly resale: boolean }>('device.cleared');

/** A voucher was signed: one entry of the device's audit log (RFC 8995 §5.8). */
export const VOUCHER_ISSUED = eventType<{
  readonly serialNumber: string;
  /** Base64 (RFC 8995 §5.8.2). */
  readonly domainId: string;
  /** Hex SHA-256 of the pinned certificate's SubjectPublicKeyInfo. */
  readonly pinnedKey: string;
  readonly nonce: string | null;
  readonly assertion: 'verified' | 'logged' | 'proximity';
  /** Milliseconds since 1970, or null when the voucher does not expire. */
  readonly expiresOn: number | null;
  /** Hex SHA-256 of the registrar's voucher-request and of the voucher. */
  readonly request: string;
  readonly voucher: string;
  readonly renewal: boolean;
  readonly session: string;
}>('voucher.issued');

/** The stream that holds all events of one device. */
export function deviceStream(serialNumber: string): string {
  return `device/${serialNumber}`;
}
