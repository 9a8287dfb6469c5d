/** What the manufacturer's people do with devices: list them, sell them, block and clear them, hand them over. */

import { type Clock, fromBase64 } from '@sallyport/core';
import type { HandOverDevice } from '@sallyport/hand-over';
import { Certificate } from '@sallyport/pki';
import type { LogStore, Page } from '@sallyport/store';
import { fail } from './errors.ts';
import { DEVICE_BLOCKED, DEVICE_CLEARED, DEVICE_SOLD, deviceStream, type OwnerRecord } from './events.ts';
import { AUDIT, type AuditRow, DEVICES, type DeviceRow } from './register.ts';

export class DeviceRecords {
  readonly #store: LogStore;
  readonly #clock: Clock;

  constructor(store: LogStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** A page of devices by serial number. */
  page(cursor?: string, limit = 100): Promise<Page<DeviceRow>> {
    return this.#store.table(DEVICES).page({ limit, ...(cursor === undefined ? {} : { cursor }) });
  }

  find(serialNumber: string): Promise<DeviceRow | undefined> {
    return this.#store.table(DEVICES).get(serialNumber);
  }

  /** Every voucher the device ever had, oldest first. */
  async vouchers(serialNumber: string): Promise<readonly AuditRow[]> {
    const rows: AuditRow[] = [];
    for await (const { row } of this.#store.table(AUDIT).scan({ index: 'device', equals: serialNumber }))
      rows.push(row);
    return rows;
  }

  /** Records a sale: from now on the MASA verifies this owner. @throws E_MANUFACTURER_UNKNOWN_DEVICE */
  async sell(serialNumbers: readonly string[], owner: OwnerRecord): Promise<readonly HandOverDevice[]> {
    const sold: HandOverDevice[] = [];
    for (const serialNumber of serialNumbers) {
      const row = await this.#known(serialNumber);
      const idevid = Certificate.parse(fromBase64(row.idevid));
      sold.push({ serialNumber, model: row.model ?? undefined, idevidFingerprint: idevid.fingerprint() });
    }
    const at = this.#clock.now();
    if (serialNumbers.length === 0) return sold;
    await this.#store.append(
      serialNumbers.map((serialNumber) =>
        DEVICE_SOLD.create(deviceStream(serialNumber), { serialNumber, owner }, { at }),
      ),
    );
    return sold;
  }

  /** No vouchers until cleared: theft, end of life, a claim in dispute (RFC 8995 §10.4 to §10.7). */
  async block(serialNumber: string, reason: string): Promise<void> {
    await this.#known(serialNumber);
    await this.#store.append([DEVICE_BLOCKED.create(deviceStream(serialNumber), { serialNumber, reason })]);
  }

  /** Lifts a block; for a resale the owner is forgotten, and the next one can claim. */
  async clear(serialNumber: string, resale: boolean): Promise<void> {
    await this.#known(serialNumber);
    await this.#store.append([DEVICE_CLEARED.create(deviceStream(serialNumber), { serialNumber, resale })]);
  }

  /** @throws E_MANUFACTURER_UNKNOWN_DEVICE */
  async idevidOf(serialNumber: string): Promise<Certificate> {
    return Certificate.parse(fromBase64((await this.#known(serialNumber)).idevid));
  }

  async #known(serialNumber: string): Promise<DeviceRow> {
    const row = await this.find(serialNumber);
    if (row === undefined) throw fail('E_MANUFACTURER_UNKNOWN_DEVICE', `no device has serial number ${serialNumber}`);
    return row;
  }
}
