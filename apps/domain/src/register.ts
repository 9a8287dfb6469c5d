/**
 * The domain's registers: whom the owner accepts, which manufacturers are known, and how far each device has come.
 * Projections of the log.
 */

import { type Projection, table } from '@sallyport/store';
import {
  type DeviceName,
  LDEVID_ISSUED,
  LIST_ENTRY_ADDED,
  LIST_ENTRY_REMOVED,
  LIST_LIFTED,
  type ListName,
  MANUFACTURER_INTRODUCED,
  STATUS_REPORTED,
  VOUCHER_RECEIVED,
} from './events.ts';

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

/** How far a device has come. `aboard` means that it reported success with the certificate it was given. */
export type DeviceState = 'voucher' | 'imprinted' | 'certified' | 'aboard' | 'failed';

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
  /** What the device said when it failed. */
  readonly reason: string | null;
};

export const LISTS = table<ListRow>('lists').textIndex('list', (row) => row.list);
/** Lists that narrow, whether or not they have an entry left. */
export const NARROWED = table<{ readonly list: ListName }>('narrowed');
export const MANUFACTURERS = table<ManufacturerRow>('manufacturers');
export const DEVICES = table<DeviceRow>('devices')
  .textIndex('state', (row) => row.state)
  .textIndex('certificate', (row) => row.certificateSerial ?? undefined)
  .numberIndex('changed', (row) => row.changedAt);

/** The key of a device in the register; the same text as the device key of the enforcement port. */
export function registerKey(device: DeviceName): string {
  return `${device.manufacturer}/${device.serialNumber}`;
}

export const domainRegister: Projection = {
  name: 'domain-register',
  version: 1,
  tables: [LISTS, NARROWED, MANUFACTURERS, DEVICES],
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
      await change(event.data.device, { state: 'voucher', session: event.data.session, reason: null });
    } else if (LDEVID_ISSUED.is(event)) {
      const { device, session, certificateSerial, certificate, notAfter } = event.data;
      await change(device, { state: 'certified', session, certificateSerial, certificate, notAfter, reason: null });
    } else if (STATUS_REPORTED.is(event)) {
      const { device, session, kind, ok, reason } = event.data;
      const reached: DeviceState = kind === 'voucher' ? 'imprinted' : 'aboard';
      await change(device, { state: ok ? reached : 'failed', session, reason });
    }
  },
};

function listKey(list: ListName, match: string): string {
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
    reason: null,
  };
}
