/** Root keys for a device (CAHN credential provisioning): made here, and safe before they are given out. */

import { createHash } from 'node:crypto';
import { type Random, Secret, toHex } from '@sallyport/core';
import { type CredentialIssuer, type DeviceIdentity, deviceKey } from '@sallyport/onboarding';
import { fail } from './errors.ts';
import type { DeviceRegister } from './server/ports.ts';
import { MAC_VERSIONS, type MacVersion } from './server/versions.ts';

export interface RootKeyRequest {
  readonly macVersion: MacVersion;
  /** Lower-case hexadecimal. Undefined: one is made out of who the device is. */
  readonly devEui: string | undefined;
  readonly joinEui: string;
  readonly homeNetId: string | undefined;
  readonly applicationServer: string | undefined;
}

/** What the device is to be given, by whichever protocol brought it aboard. */
export interface RootKeys {
  readonly devEui: string;
  readonly joinEui: string;
  readonly appKey: Secret;
  readonly nwkKey: Secret | undefined;
}

const KEY = 16;
/** EUI-64 with the "local" bit: nobody's OUI is claimed. */
const LOCAL = 0x02;
const GROUP = 0x01;

export class RootKeyIssuer implements CredentialIssuer<RootKeyRequest, RootKeys> {
  readonly #register: DeviceRegister;
  readonly #joinEuis: readonly string[];
  readonly #random: Random;

  constructor(register: DeviceRegister, joinEuis: readonly string[], random: Random) {
    this.#register = register;
    this.#joinEuis = joinEuis;
    this.#random = random;
  }

  /** @throws E_LORAWAN_ARGUMENT, and what the register throws */
  async issue(request: RootKeyRequest, device: DeviceIdentity): Promise<RootKeys> {
    const { macVersion, joinEui, homeNetId, applicationServer, devEui = localEui(device) } = request;
    if (!/^[0-9a-f]{16}$/.test(devEui)) throw fail('E_LORAWAN_ARGUMENT', 'a DevEUI has 16 hexadecimal digits');
    if (!this.#joinEuis.includes(joinEui)) throw fail('E_LORAWAN_ARGUMENT', 'the JoinEUI leads to another Join Server');
    const hasNwkKey = MAC_VERSIONS[macVersion].generation === '1.1';
    const keys: RootKeys = {
      devEui,
      joinEui,
      appKey: Secret.of(this.#random.bytes(KEY)),
      nwkKey: hasNwkKey ? Secret.of(this.#random.bytes(KEY)) : undefined,
    };
    await this.#register.add({ ...keys, macVersion, identity: device, homeNetId, applicationServer });
    return keys;
  }
}

function localEui(device: DeviceIdentity): string {
  const octets = Uint8Array.from(createHash('sha256').update(deviceKey(device)).digest().subarray(0, 8));
  octets[0] = ((octets[0] ?? 0) & ~GROUP) | LOCAL;
  return toHex(octets);
}
