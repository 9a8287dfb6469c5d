/** The manufacturer's registers: what each device is, whose it is, and every voucher it ever had. A projection of the log. */

import type { Projection } from '@sallyport/store';
import { table } from '@sallyport/store';
import {
  DEVICE_BLOCKED,
  DEVICE_CERTIFIED,
  DEVICE_CLAIMED,
  DEVICE_CLEARED,
  DEVICE_SOLD,
  VOUCHER_ISSUED,
} from './events.ts';

/** One device as the manufacturer knows it. */
export type DeviceRow = {
  readonly serialNumber: string;
  readonly model: string | null;
  /** Base64 DER of the newest IDevID. */
  readonly idevid: string;
  readonly issuerKeyId: string;
  readonly certifiedAt: number;
  /** How the owner is known: `sold` by a sales record, `claimed` by first use, null when it has none. */
  readonly ownedBy: 'sold' | 'claimed' | null;
  readonly ownerName: string | null;
  readonly domainKey: string | null;
  /** Why no vouchers are given, or null. */
  readonly blocked: string | null;
};

/** One voucher as the audit log tells it, with when it was issued in milliseconds since 1970. */
export type AuditRow = StoredVoucher & { readonly at: number };

type StoredVoucher = Parameters<typeof VOUCHER_ISSUED.create>[1];

export const DEVICES = table<DeviceRow>('devices')
  .textIndex('owner', (row) => row.domainKey ?? undefined)
  .textIndex('model', (row) => row.model ?? undefined)
  .numberIndex('certified', (row) => row.certifiedAt);

/** Keyed by serial number, then position, so that a device's entries stand together in order. */
export const AUDIT = table<AuditRow>('audit').textIndex('device', (row) => row.serialNumber);

const POSITION_DIGITS = 16;

export const manufacturerRegister: Projection = {
  name: 'manufacturer_register',
  version: 2,
  tables: [DEVICES, AUDIT],
  async apply(event, tables) {
    const devices = tables.table(DEVICES);
    const change = async (serialNumber: string, part: Partial<DeviceRow>): Promise<void> => {
      const row = await devices.get(serialNumber);
      if (row !== undefined) devices.put(serialNumber, { ...row, ...part });
    };
    if (DEVICE_CERTIFIED.is(event)) {
      const { serialNumber, model, idevid, issuerKeyId } = event.data;
      const known = await devices.get(serialNumber);
      const owner = known ?? { ownedBy: null, ownerName: null, domainKey: null, blocked: null };
      devices.put(serialNumber, {
        ...owner,
        serialNumber,
        model,
        idevid,
        issuerKeyId,
        certifiedAt: event.at.getTime(),
      });
    } else if (DEVICE_SOLD.is(event)) {
      const { serialNumber, owner } = event.data;
      await change(serialNumber, { ownedBy: 'sold', ownerName: owner.name, domainKey: owner.domainKey });
    } else if (DEVICE_CLAIMED.is(event)) {
      // Also after a sale that did not name the buyer's domain: who claims first has not proved to be the buyer.
      await change(event.data.serialNumber, { ownedBy: 'claimed', domainKey: event.data.domainKey });
    } else if (DEVICE_BLOCKED.is(event)) {
      await change(event.data.serialNumber, { blocked: event.data.reason });
    } else if (DEVICE_CLEARED.is(event)) {
      const forgotten = event.data.resale ? { ownedBy: null, ownerName: null, domainKey: null } : {};
      await change(event.data.serialNumber, { blocked: null, ...forgotten });
    } else if (VOUCHER_ISSUED.is(event)) {
      const key = `${event.data.serialNumber}/${String(event.position).padStart(POSITION_DIGITS, '0')}`;
      tables.table(AUDIT).put(key, { ...event.data, at: event.at.getTime() });
    }
  },
};
