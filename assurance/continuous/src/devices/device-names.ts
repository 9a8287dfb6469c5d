/**
 * By which URI claims speak of a device, and under which key registers hold it. A device is named by the key it was born
 * with; one that has no certificate of birth, by its EUI-64 (RFC 9039 §4.1).
 */

import { keyUri } from '@sallyport/assurance-claims';
import { type DeviceIdentity, deviceKey } from '@sallyport/onboarding';
import { Certificate } from '@sallyport/pki';
import type { Observation } from '../observed/observed-fact.ts';

const EUI64 = /^[0-9a-f]{16}$/;
const DEVICE_KEY = 'device_key';

export interface NamedDevice {
  readonly uri: string;
  readonly key: string;
}

export interface ShownDevice extends NamedDevice {
  /** It showed what it was born with; otherwise registers tell which device it is. */
  readonly isByBirth: boolean;
}

/** What {@link DeviceNames} learns comes from the observed facts `device_key(Device, Key)`. */
export class DeviceNames {
  readonly #isOwnCertificate: (der: Uint8Array) => boolean | Promise<boolean>;
  /** Fact to what it says, so that a fact that is dropped can be forgotten. */
  readonly #facts = new Map<string, NamedDevice>();
  readonly #uris = new Map<string, string>();
  readonly #keys = new Map<string, Set<string>>();

  constructor(isOwnCertificate: (der: Uint8Array) => boolean | Promise<boolean> = () => false) {
    this.#isOwnCertificate = isOwnCertificate;
  }

  /** Undefined when nothing the device proved says how claims would name it. */
  async nameOf(device: DeviceIdentity): Promise<ShownDevice | undefined> {
    const key = deviceKey(device);
    const birth = await this.#birthName(device);
    const uri = birth ?? this.#uris.get(key);
    return uri === undefined ? undefined : { uri, key, isByBirth: birth !== undefined };
  }

  /** The device that registers hold under this key. */
  uriOf(key: string): string | undefined {
    return this.#uris.get(key);
  }

  keysOf(uri: string): Iterable<string> {
    return this.#keys.get(uri) ?? [];
  }

  /** Every device that was met. */
  uris(): Iterable<string> {
    return this.#keys.keys();
  }

  /** Gives the keys that were another device's before, or are no device's any more. */
  apply(observations: readonly Observation[]): ReadonlySet<string> {
    const before = new Map<string, string>();
    for (const observation of observations) {
      if ('drop' in observation) {
        this.#forget(observation.drop, before);
        continue;
      }
      const { id, relation, arguments: values } = observation.put;
      const [uri, key] = values;
      if (relation !== DEVICE_KEY || typeof uri !== 'string' || typeof key !== 'string') continue;
      this.#forget(id, before);
      this.#facts.set(id, { uri, key });
      this.#uris.set(key, uri);
      this.#keys.set(uri, (this.#keys.get(uri) ?? new Set()).add(key));
    }
    return new Set([...before].filter(([key, uri]) => this.#uris.get(key) !== uri).map(([key]) => key));
  }

  #forget(id: string, before: Map<string, string>): void {
    const known = this.#facts.get(id);
    if (known === undefined) return;
    this.#facts.delete(id);
    if (!before.has(known.key)) before.set(known.key, known.uri);
    if (this.#uris.get(known.key) === known.uri) this.#uris.delete(known.key);
    const keys = this.#keys.get(known.uri);
    keys?.delete(known.key);
    if (keys?.size === 0) this.#keys.delete(known.uri);
  }

  async #birthName({ credential, assurance, serialNumber }: DeviceIdentity): Promise<string | undefined> {
    if (assurance === 'code') return EUI64.test(serialNumber) ? `urn:dev:mac:${serialNumber}` : undefined;
    if (assurance !== 'authenticated' || credential === undefined) return undefined;
    if (await this.#isOwnCertificate(credential)) return undefined;
    return keyUri(Certificate.parse(credential).spki);
  }
}
