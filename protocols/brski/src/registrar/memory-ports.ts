/** Ports that keep their state in memory: for tests, and where a restart may forget. */

import type { DeviceFlags, StoredVoucher, VoucherShelf } from './ports.ts';

export function memoryDeviceFlags(): DeviceFlags {
  const reasons = new Map<string, string>();
  return {
    reasonFor: async (key) => reasons.get(key),
    async set(key, reason) {
      if (reason === undefined) reasons.delete(key);
      else reasons.set(key, reason);
    },
  };
}

export function memoryVoucherShelf(): VoucherShelf {
  const vouchers = new Map<string, StoredVoucher>();
  return {
    take: async (key) => vouchers.get(key),
    async put(key, stored) {
      vouchers.set(key, stored);
    },
  };
}
