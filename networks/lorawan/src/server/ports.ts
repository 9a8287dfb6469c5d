/** What a Join Server asks of the house it serves. */

import type { Secret } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import type { DeviceIdentity } from '@sallyport/onboarding';
import type { KeyEncryptionKey } from '../keys/envelope.ts';
import type { MacVersion } from './versions.ts';

/** A device with root keys. EUIs and NetIDs are lower-case hexadecimal. */
export interface LorawanDevice {
  readonly devEui: string;
  readonly joinEui: string;
  readonly macVersion: MacVersion;
  readonly appKey: Secret;
  /** Of LoRaWAN 1.1; undefined before. */
  readonly nwkKey: Secret | undefined;
  /** Who it is to policy and to the register. */
  readonly identity: DeviceIdentity;
  /** Where it is at home: what HomeNSReq is answered with. */
  readonly homeNetId: string | undefined;
  /** AS-ID of the one that may have its AppSKey. */
  readonly applicationServer: string | undefined;
}

export interface DeviceRegister {
  find(devEui: string): Promise<LorawanDevice | undefined>;
  /** Resolves when it is safe. Rejects when there is such a device already. */
  add(device: LorawanDevice): Promise<void>;
}

/** Which number a frame used up. */
export type NonceClaim =
  /** `counter`: it must be above all before it (LoRaWAN 1.0.4, 1.1); `any`: another than all before it. */
  | { readonly kind: 'dev-nonce'; readonly rule: 'counter' | 'any'; readonly value: number }
  /** RJcount1 is above all before it. */
  | { readonly kind: 'rejoin-1'; readonly value: number }
  /** RJcount0 goes by the session, so the Network Server checks it; here only a JoinNonce is taken. */
  | { readonly kind: 'rejoin-0' };

export interface NonceLedger {
  /**
   * Takes a number for the root keys of a device, and the next JoinNonce, from 1, in one step: two requests with one number
   * never both get it, on any replica. Resolves when that is safe; undefined when the number was used before.
   */
  claim(devEui: string, claim: NonceClaim): Promise<number | undefined>;
}

/** Keeps AppSKeys for AppSKeyReq; encrypted, if it writes them down. */
export interface SessionKeyVault {
  /** Takes the place of the device's earlier one. Resolves when it is safe. */
  put(devEui: string, sessionKeyId: string, appSKey: Secret): Promise<void>;
  find(devEui: string, sessionKeyId: string): Promise<Secret | undefined>;
  forget(devEui: string): Promise<void>;
}

/** A Network Server or an Application Server. */
export interface LorawanPeer {
  /** For logs. */
  readonly name: string;
  /** The NetIDs (lower-case hexadecimal) and AS-IDs that it may use as SenderID. */
  readonly ids: readonly string[];
  /** Under what session keys travel to it. `in-clear`: as they are, so over TLS with certificates on both sides only. */
  readonly kek: KeyEncryptionKey | 'in-clear';
}

export interface PeerDirectory {
  /** Who sent this, as the connection or a token proves. */
  identify(request: HttpRequest): Promise<LorawanPeer | undefined>;
  /** By NetID or AS-ID. */
  find(id: string): Promise<LorawanPeer | undefined>;
}

/**
 * Tells a Network Server that a device is out. The Backend Interfaces have no message for it, so this is the server's own
 * API, or a webhook. Resolves when the server acknowledged.
 */
export interface NetworkServerNotices {
  putOut(
    notice: {
      readonly devEui: string;
      readonly devAddr: string;
      readonly netId: string;
      readonly session: string;
      readonly reason: string;
    },
    signal: AbortSignal,
  ): Promise<void>;
}
