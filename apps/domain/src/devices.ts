/** The devices of the domain, as its people look at them. */

import type { LogStore, Page } from '@sallyport/store';
import { DEVICES, type DeviceRow, type DeviceState, FLAGS, registerKey } from './register.ts';

export interface DevicePageOptions {
  readonly state?: DeviceState;
  readonly cursor?: string;
  /** Rows in a page, 1 to 1000; 100 if left out. */
  readonly limit?: number;
}

export class DomainDevices {
  readonly #store: LogStore;

  constructor(store: LogStore) {
    this.#store = store;
  }

  /** A page of devices, by key or within a state. */
  page(options: DevicePageOptions = {}): Promise<Page<DeviceRow>> {
    const { state, cursor, limit = 100 } = options;
    return this.#store.table(DEVICES).page({
      limit,
      ...(state === undefined ? {} : { index: 'state', equals: state }),
      ...(cursor === undefined ? {} : { cursor }),
    });
  }

  find(device: { readonly manufacturer: string; readonly serialNumber: string }): Promise<DeviceRow | undefined> {
    return this.#store.table(DEVICES).get(registerKey(device));
  }

  /** Why a device may not enrol, or undefined. */
  async flag(device: { readonly manufacturer: string; readonly serialNumber: string }): Promise<string | undefined> {
    return (await this.#store.table(FLAGS).get(registerKey(device)))?.reason;
  }
}
