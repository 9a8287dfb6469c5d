/** What the domain's log records. Names and shapes are kept for ever: a change of meaning is a new type. */

import { eventType } from '@sallyport/store';

/** A device as the log names it. */
export type DeviceName = {
  readonly manufacturer: string;
  readonly serialNumber: string;
};

/** The kinds of accept list an entry can stand on. */
export type ListName = 'manufacturers' | 'models' | 'devices' | 'codes' | 'refused';

/** The owner put an entry on a list. */
export const LIST_ENTRY_ADDED = eventType<{
  readonly list: ListName;
  readonly match: string;
  readonly note: string | null;
}>('accept-list.added');

export const LIST_ENTRY_REMOVED = eventType<{ readonly list: ListName; readonly match: string }>('accept-list.removed');

/** The owner no longer narrows by this list: its entries go, and it counts as absent. */
export const LIST_LIFTED = eventType<{ readonly list: 'models' | 'devices' }>('accept-list.lifted');

/** The owner made a manufacturer known: whose IDevIDs to believe and where its MASA is. */
export const MANUFACTURER_INTRODUCED = eventType<{
  /** Lower-case hex SHA-256 of the first IDevID anchor's SubjectPublicKeyInfo. */
  readonly manufacturer: string;
  readonly name: string;
  /** Base64 DER certificates. */
  readonly idevidAnchors: readonly string[];
  readonly masaUrl: string | null;
  readonly masaTlsAnchors: readonly string[];
  readonly voucherAnchors: readonly string[];
}>('manufacturer.introduced');

/** A voucher was forwarded to the device, or came for one that is not there yet. */
export const VOUCHER_RECEIVED = eventType<{
  readonly device: DeviceName;
  readonly session: string;
  readonly masaUrl: string;
  /** Base64 CMS: what the registrar sent to the MASA, with which the audit log can be asked for. */
  readonly registrarRequest: string;
  /** Base64 CMS. */
  readonly voucher: string;
  /** Whether it was given to the device, or is kept for it (RFC 8995 §7.3.3). */
  readonly forwarded: boolean;
}>('voucher.received');

/** The device said how it went (RFC 8995 §5.7 and §5.9.4). */
export const STATUS_REPORTED = eventType<{
  readonly device: DeviceName;
  readonly session: string;
  readonly kind: 'voucher' | 'enrolment';
  readonly ok: boolean;
  readonly reason: string | null;
  /** Whether an enrolment status came over TLS with the certificate that was issued. */
  readonly withNewCertificate: boolean | null;
}>('status.reported');

/** The audit log of the MASA was judged (RFC 8995 §5.8.3). */
export const HISTORY_JUDGED = eventType<{
  readonly device: DeviceName;
  readonly session: string;
  readonly acceptable: boolean;
  readonly reason: string;
}>('history.judged');

/** The device may not enrol, or may again when `reason` is null. */
export const DEVICE_FLAGGED = eventType<{ readonly deviceKey: string; readonly reason: string | null }>(
  'device.flagged',
);

/** The owner's Commissioner accepted a Thread joiner: written down before the joiner and its Joiner Router were told. */
export const JOINER_ACCEPTED = eventType<{
  readonly device: DeviceName;
  readonly session: string;
  /** The Thread network's name. */
  readonly network: string;
  /** Lower-case hex, 8 bytes. */
  readonly extendedPanId: string;
  /** What the joiner said of itself (Vendor Model TLV); nothing proves it. */
  readonly model: string | null;
}>('joiner.accepted');

/** The stream that holds all events of one device. */
export function deviceStream(device: DeviceName): string {
  return `device/${device.manufacturer}/${device.serialNumber}`;
}
