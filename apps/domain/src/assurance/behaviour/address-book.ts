/** Which device has which IP address: what NASes account for, and what the owner says where none does. */

import { ipAddressBytes, ipAddressText } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import type { Stations } from '../../admission/stations.ts';
import { fail } from '../../errors.ts';
import { DEVICE_ADDRESSED } from '../events.ts';
import { ADDRESSES } from '../register.ts';

const STREAM = 'addresses';

export class AddressBook {
  readonly #store: LogStore;
  readonly #stations: Pick<Stations, 'deviceAt'>;
  #fixed: ReadonlyMap<string, string> = new Map();
  #version = -1;

  constructor(store: LogStore, stations: Pick<Stations, 'deviceAt'>) {
    this.#store = store;
    this.#stations = stations;
  }

  /** Reads what the owner said last, here or at another replica. */
  async refresh(): Promise<void> {
    const version = await this.#store.streamVersion(STREAM);
    if (version === this.#version) return;
    const fixed = new Map<string, string>();
    for await (const { key, row } of this.#store.table(ADDRESSES).scan()) fixed.set(key, row.device);
    this.#fixed = fixed;
    this.#version = version;
  }

  /** The key of the device; what the owner said stands above what a NAS told. As of the last {@link refresh}. */
  deviceAt(address: string, at: Date): string | undefined {
    return this.#fixed.get(address) ?? this.#stations.deviceAt(address, at);
  }

  /** The owner says that the device has these addresses and no others. @throws E_DOMAIN_ARGUMENT, E_STORE_… */
  async set(device: string, addresses: readonly string[]): Promise<readonly string[]> {
    const canonical = addresses.map(canonicalAddress);
    await this.#store.append([DEVICE_ADDRESSED.create(STREAM, { device, addresses: canonical })]);
    await this.refresh();
    return canonical;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<{ readonly address: string; readonly device: string }> {
    for await (const { key, row } of this.#store.table(ADDRESSES).scan()) yield { address: key, device: row.device };
  }
}

function canonicalAddress(written: string): string {
  const bytes = ipAddressBytes(written);
  const text = bytes === undefined ? undefined : ipAddressText(bytes);
  if (text === undefined) throw fail('E_DOMAIN_ARGUMENT', `${written} is no IP address`);
  return text;
}
