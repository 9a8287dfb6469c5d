/** Where a device keeps what survives a loss of power: one document, and its keys. */

import type { KeyStore } from '@sallyport/pki/keystore';

export interface DeviceStorage {
  /** Birth key and LDevID keys. */
  readonly keys: KeyStore;
  /** The state document, or undefined on a blank device. @throws E_DEVICE_STORAGE */
  readState(): Promise<Uint8Array | undefined>;
  /** Replaces the document whole; resolves when the new one would survive a loss of power. @throws E_DEVICE_STORAGE */
  writeState(document: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
