/** Storage that ends with the process: cheap enough for thousands of simulated devices. */

import { MemoryKeyStore } from '@sallyport/pki/keystore';
import type { DeviceStorage } from './device-storage.ts';

export function memoryStorage(): DeviceStorage {
  const keys = new MemoryKeyStore();
  let state: Uint8Array | undefined;
  return {
    keys,
    readState: async () => state,
    writeState: async (document) => {
      state = document;
    },
    close: () => keys.close(),
  };
}
