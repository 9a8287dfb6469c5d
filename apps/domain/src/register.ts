/**
 * The domain's registers: whom the owner accepts, which manufacturers are known, and how far each device has come.
 * Projections of the log.
 */

import { CERTIFICATE_ISSUED } from '@sallyport/ca';
import { type Projection, table } from '@sallyport/store';
import {
  DEVICE_FLAGGED,
  type DeviceName,
  HISTORY_JUDGED,
  JOINER_ACCEPTED,
  LIST_ENTRY_ADDED,
  LIST_ENTRY_REMOVED,
  LIST_LIFTED,
  type ListName,
  MANUFACTURER_INTRODUCED,
  STATUS_REPORTED,
  VOUCHER_RECEIVED,
} from './events.ts';
import { LDEVID } from './profiles.ts';

export type ListRow = { readonly list: ListName; readonly match: string; readonly note: string | null };

/** A manufacturer as the owner introduced it; certificates are base64 DER. */
export type ManufacturerRow = {
  readonly manufacturer: string;
  readonly name: string;
  readonly idevidAnchors: readonly string[];
  readonly masaUrl: string | null;
  readonly masaTlsAnchors: readonly string[];
  readonly voucherAnchors: readonly string[];
};

/**
 * How far a device has come. `aboard` means that it reported success with the certificate it was given. `entrusted`
 * means that a Thread joiner was accepted and its Joiner Router given the key to send it the network's credentials:
 * a joiner makes no report to its Commissioner.
 */
export type DeviceState = 'voucher' | 'imprinted' | 'certified' | 'aboard' | 'entrusted' | 'failed';

export type DeviceRow = DeviceName & {
  readonly state: DeviceState;
  readonly session: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  readonly certificateSerial: string | null;
  /** Base64 DER of the newest LDevID. */
  readonly certificate: string | null;
  /** End of the newest LDevID, milliseconds since 1970. */
  readonly notAfter: number | null;
  /** The Thread network that it was accepted into, or null. */
  readonly threadNetwork: string | null;
  /** What the device said when it failed. */
  readonly reason: string | null;
  /** With what to ask for the audit log, until the history was judged once after the newest voucher. */
  readonly unreviewed: {
    readonly session: string;
    readonly masaUrl: string;
    /** Base64 CMS. */
    readonly registrarRequest: string;
  } | null;
};

export const LISTS = table<ListRow>('lists').textIndex('list', (row) => row.list);
/** Lists that narrow, whether or not they have an entry left. */
export const NARROWED = table<{ readonly list: ListName }>('narrowed');
export const MANUFACTURERS = table<ManufacturerRow>('manufacturers');
/** Devices that may not enrol, by device key (RFC 8995 §5.8.3). */
export const FLAGS = table<{ readonly reason: string }>('flags');
export const DEVICES = table<DeviceRow>('devices')
  .textIndex('state', (row) => row.state)
  .textIndex('certificate', (row) => row.certificateSerial ?? undefined)
  .numberIndex('changed', (row) => row.changedAt);

/** The key of a device in the register; the same text as the device key of the enforcement port. */
export function registerKey(device: DeviceName): string {
  return `${device.manufacturer}/${device.serialNumber}`;
}

export const domainRegister: Projection = {
  name: 'domain_register',
  version: 4,
  tables: [LISTS, NARROWED, MANUFACTURERS, FLAGS, DEVICES],
  async apply(event, tables) {
    const change = async (device: DeviceName, part: Partial<DeviceRow> & Pick<DeviceRow, 'state'>): Promise<void> => {
      const devices = tables.table(DEVICES);
      const key = registerKey(device);
      const row = (await devices.get(key)) ?? newDevice(device);
      devices.put(key, { ...row, ...part, changedAt: event.at.getTime() });
    };
    if (LIST_ENTRY_ADDED.is(event)) {
      tables.table(LISTS).put(listKey(event.data.list, event.data.match), event.data);
      tables.table(NARROWED).put(event.data.list, { list: event.data.list });
    } else if (LIST_ENTRY_REMOVED.is(event)) {
      tables.table(LISTS).delete(listKey(event.data.list, event.data.match));
    } else if (LIST_LIFTED.is(event)) {
      const lists = tables.table(LISTS);
      for await (const { key } of lists.scan({ index: 'list', equals: event.data.list })) lists.delete(key);
      tables.table(NARROWED).delete(event.data.list);
    } else if (MANUFACTURER_INTRODUCED.is(event)) {
      tables.table(MANUFACTURERS).put(event.data.manufacturer, event.data);
    } else if (VOUCHER_RECEIVED.is(event)) {
      const { device, session, forwarded, masaUrl, registrarRequest } = event.data;
      const unreviewed = { session, masaUrl, registrarRequest };
      if (forwarded) await change(device, { state: 'voucher', session, reason: null, unreviewed });
    } else if (HISTORY_JUDGED.is(event)) {
      const devices = tables.table(DEVICES);
      const key = registerKey(event.data.device);
      const row = await devices.get(key);
      // A verdict on an earlier voucher leaves the newest one to be reviewed.
      if (row?.unreviewed?.session === event.data.session) devices.put(key, { ...row, unreviewed: null });
    } else if (CERTIFICATE_ISSUED.is(event) && event.data.profile === LDEVID && event.data.device !== null) {
      const { device, serialNumber, der, notAfter } = event.data;
      const row = await tables.table(DEVICES).get(device);
      await change(deviceNamed(device), {
        // A device that renews its certificate stays aboard: it has nothing more to report.
        state: row?.state === 'aboard' ? 'aboard' : 'certified',
        certificateSerial: serialNumber,
        certificate: der,
        notAfter,
        reason: null,
      });
    } else if (JOINER_ACCEPTED.is(event)) {
      const { device, session, network } = event.data;
      await change(device, { state: 'entrusted', session, threadNetwork: network, reason: null });
    } else if (DEVICE_FLAGGED.is(event)) {
      const { deviceKey, reason } = event.data;
      if (reason === null) tables.table(FLAGS).delete(deviceKey);
      else tables.table(FLAGS).put(deviceKey, { reason });
    } else if (STATUS_REPORTED.is(event)) {
      const { device, session, kind, ok, reason } = event.data;
      const row = await tables.table(DEVICES).get(registerKey(device));
      // Any device of a known maker can say anything: only a voucher brings one into the register, and only a
      // certificate aboard.
      if (row === undefined) return;
      const reached: DeviceState = kind === 'enrolment' && row.certificate !== null ? 'aboard' : 'imprinted';
      await change(device, { state: ok ? reached : 'failed', session, reason });
    }
  },
};

/** Takes a device key apart again: a manufacturer's identifier holds no slash. */
export function deviceNamed(deviceKey: string): DeviceName {
  const slash = deviceKey.indexOf('/');
  return { manufacturer: deviceKey.slice(0, slash), serialNumber: deviceKey.slice(slash + 1) };
}

/** The key of an entry in {@link LISTS}. */
export function listKey(list: ListName, match: string): string {
  return `${list}/${match}`;
}

function newDevice(device: DeviceName): DeviceRow {
  return {
    manufacturer: device.manufacturer,
    serialNumber: device.serialNumber,
    state: 'voucher',
    session: '',
    changedAt: 0,
    certificateSerial: null,
    certificate: null,
    notAfter: null,
    threadNetwork: null,
    reason: null,
    unreviewed: null,
  };
}
