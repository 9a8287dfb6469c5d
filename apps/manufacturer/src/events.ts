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
  readonly domainId: string;
  readonly domainKey: string;
  readonly nonce: string | null;
  readonly assertion: string;
  /** Base64 CMS, kept so that a dispute can be settled. */
  readonly voucher: string;
}>('voucher.issued');

/** The stream that holds all events of one device. */
export function deviceStream(serialNumber: string): string {
  return `device/${serialNumber}`;
}
