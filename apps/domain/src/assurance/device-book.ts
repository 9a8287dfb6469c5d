/** Which birth key each device has: claims speak of that key, and a device shows another once it is aboard. */

import { learnMudUrl } from '@sallyport/assurance-behaviour';
import type { CertificateLedger } from '@sallyport/ca';
import { bytesEqual, isSallyportError, toBase64 } from '@sallyport/core';
import { type DeviceIdentity, deviceKey } from '@sallyport/onboarding';
import { Certificate } from '@sallyport/pki';
import type { LogStore, Page } from '@sallyport/store';
import { deviceStream } from '../events.ts';
import { birthUri, joinerUri } from './device-uri.ts';
import { DEVICE_MET, type MudPointerRow } from './events.ts';
import { DEVICE_BOOK, type KnownDevice } from './register.ts';

export interface DeviceBookOptions {
  readonly store: LogStore;
  readonly ledger: Pick<CertificateLedger, 'bySerialNumber'>;
}

export class DeviceBook {
  readonly #store: LogStore;
  readonly #ledger: DeviceBookOptions['ledger'];

  constructor({ store, ledger }: DeviceBookOptions) {
    this.#store = store;
    this.#ledger = ledger;
  }

  /**
   * The device in the book, entered first where it is new or has another birth key than before. Undefined for one that has
   * not proved who it is, that was never met with its birth key, or that has no name claims could use.
   * @throws E_DER_…, E_PKI_…, E_STORE_…
   */
  async meet(device: DeviceIdentity): Promise<KnownDevice | undefined> {
    const known = await this.find(deviceKey(device));
    if (device.assurance === 'claimed') return undefined;
    if (device.assurance === 'code') {
      const uri = joinerUri(device);
      return uri === undefined ? known : this.#enter(device, known, { uri, proved: 'code', mud: null });
    }
    const { credential } = device;
    // A session of earlier is judged without its certificate, and an LDevID says nothing of the birth key.
    if (credential === undefined || (await this.isOurs(credential))) return known;
    const uri = birthUri(credential);
    if (known?.uri === uri) return known;
    return this.#enter(device, known, { uri, proved: 'certificate', mud: mudPointerIn(credential) });
  }

  find(key: string): Promise<KnownDevice | undefined> {
    return this.#store.table(DEVICE_BOOK).get(key);
  }

  async byUri(uri: string): Promise<KnownDevice | undefined> {
    const { entries } = await this.#store.table(DEVICE_BOOK).page({ index: 'uri', equals: uri, limit: 1 });
    return entries[0]?.row;
  }

  /** Several makers may have given the same number. */
  async bySerialNumber(serialNumber: string): Promise<readonly KnownDevice[]> {
    const { entries } = await this.#store.table(DEVICE_BOOK).page({ index: 'serial', equals: serialNumber, limit: 10 });
    return entries.map(({ row }) => row);
  }

  page(query: { readonly cursor?: string; readonly limit?: number } = {}): Promise<Page<KnownDevice>> {
    return this.#store.table(DEVICE_BOOK).page(query);
  }

  /** All of them. */
  async *[Symbol.asyncIterator](): AsyncIterator<KnownDevice> {
    for await (const { row } of this.#store.table(DEVICE_BOOK).scan()) yield row;
  }

  async #enter(
    device: DeviceIdentity,
    known: KnownDevice | undefined,
    birth: Pick<KnownDevice, 'uri' | 'proved' | 'mud'>,
  ): Promise<KnownDevice | undefined> {
    if (known?.uri === birth.uri) return known;
    const name = { manufacturer: device.manufacturer ?? 'unknown', serialNumber: device.serialNumber };
    const data = { device: name, model: device.model ?? null, ...birth };
    await this.#store.append([DEVICE_MET.create(deviceStream(name), data)]);
    return this.find(deviceKey(device));
  }

  /** Whether this domain issued the certificate. @throws E_DER_…, E_PKI_…, E_STORE_… */
  async isOurs(der: Uint8Array): Promise<boolean> {
    const entry = await this.#ledger.bySerialNumber(Certificate.parse(der).serialNumber);
    return entry !== undefined && bytesEqual(entry.der, der);
  }
}

/** An extension that cannot be read says nothing; the device is none the worse for it. */
function mudPointerIn(der: Uint8Array): MudPointerRow | null {
  try {
    const pointer = learnMudUrl({ kind: 'certificate', certificate: Certificate.parse(der) });
    if (pointer === undefined) return null;
    return { url: pointer.url, signer: pointer.signer === undefined ? null : toBase64(pointer.signer.der) };
  } catch (thrown) {
    if (isSallyportError(thrown)) return null;
    throw thrown;
  }
}
