/** What people call devices, makers and each other, as the URIs that claims use. */

import { parseMailbox } from '@sallyport/assurance-identities';
import { isSallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { ManufacturerBook } from '../manufacturer-book.ts';
import type { DeviceBook } from './device-book.ts';
import { manufacturerUri } from './device-uri.ts';
import type { KnownDevice } from './register.ts';

export interface NamesOptions {
  readonly devices: DeviceBook;
  readonly manufacturers: ManufacturerBook;
}

const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/;
/** Registers name devices `oui:…/…` too, which is no URI of anything. */
const DEVICE_KEY = /^[^/]*\/[^/]+$/;

export class Names {
  readonly #devices: DeviceBook;
  readonly #manufacturers: ManufacturerBook;

  constructor({ devices, manufacturers }: NamesOptions) {
    this.#devices = devices;
    this.#manufacturers = manufacturers;
  }

  /** A device by its URI, its key `manufacturer/serial`, or its serial number where only one has it. @throws E_DOMAIN_NAME */
  async device(name: string): Promise<KnownDevice> {
    const found = await this.#knownAs(name);
    const [device, ...others] = found;
    if (device === undefined) throw fail('E_DOMAIN_NAME', `no device was met that is called ${name}`);
    if (others.length > 0) throw fail('E_DOMAIN_NAME', `several devices have the number ${name}: give the key`);
    return device;
  }

  /** As {@link device}; a URI is taken as it is, whether or not such a device was ever met. @throws E_DOMAIN_NAME */
  async deviceUri(name: string): Promise<string> {
    return isUri(name) ? name : (await this.device(name)).uri;
  }

  /** A manufacturer by its URI, its identifier or its name. @throws E_DOMAIN_NAME */
  async manufacturerUri(name: string): Promise<string> {
    if (isUri(name)) return name;
    await this.#manufacturers.refresh();
    const found = this.#manufacturers.known.filter(({ id, trust }) => id === name || trust.name === name);
    const [manufacturer, ...others] = found;
    if (others.length > 0) throw fail('E_DOMAIN_NAME', `several manufacturers are called ${name}: give the identifier`);
    const uri = manufacturerUri(manufacturer?.id ?? name);
    if (uri === undefined) throw fail('E_DOMAIN_NAME', `no manufacturer was introduced that is called ${name}`);
    return uri;
  }

  /** Somebody by a URI or a mail address. @throws E_DOMAIN_NAME */
  person(name: string): string {
    if (isUri(name)) return name;
    try {
      return parseMailbox(name).uri;
    } catch (cause) {
      if (!isSallyportError(cause)) throw cause;
      throw fail('E_DOMAIN_NAME', 'a person is named by a URI or a mail address', { cause });
    }
  }

  async #knownAs(name: string): Promise<readonly KnownDevice[]> {
    const device = DEVICE_KEY.test(name) ? await this.#devices.find(name) : await this.#devices.byUri(name);
    return device === undefined ? this.#devices.bySerialNumber(name) : [device];
  }
}

function isUri(name: string): boolean {
  return ABSOLUTE_URI.test(name) && !/^oui:[0-9a-f]+\//.test(name);
}
