/** What the registrar writes down before it answers, as events of the domain's log. */

import type { DeviceFlags, RegistrarJournal, RegistrarRecord, UnreviewedVouchers } from '@sallyport/brski';
import { fromBase64, toBase64 } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import type { LogStore, NewEvent } from '@sallyport/store';
import {
  DEVICE_FLAGGED,
  type DeviceName,
  deviceStream,
  HISTORY_JUDGED,
  STATUS_REPORTED,
  VOUCHER_RECEIVED,
} from './events.ts';
import { DEVICES, FLAGS } from './register.ts';

export function registrarJournal(store: LogStore): RegistrarJournal {
  return {
    record: async (records) => {
      await store.append(records.map(eventOf));
    },
  };
}

function eventOf(record: RegistrarRecord): NewEvent {
  const device = nameOf(record.device);
  const stream = deviceStream(device);
  const extra = { at: record.at };
  const common = { device, session: record.session };
  switch (record.kind) {
    case 'voucher-forwarded':
    case 'voucher-stored': {
      const { masaUrl, registrarRequest, voucher } = record;
      const forwarded = record.kind === 'voucher-forwarded';
      const data = {
        ...common,
        masaUrl,
        registrarRequest: toBase64(registrarRequest),
        voucher: toBase64(voucher),
        forwarded,
      };
      return VOUCHER_RECEIVED.create(stream, data, extra);
    }
    case 'voucher-status':
    case 'enroll-status': {
      const { status, reason } = record.status;
      const data = {
        ...common,
        kind: record.kind === 'voucher-status' ? ('voucher' as const) : ('enrolment' as const),
        ok: status,
        reason: reason ?? null,
        withNewCertificate: record.kind === 'enroll-status' ? record.matchingCertificate : null,
      };
      return STATUS_REPORTED.create(stream, data, extra);
    }
    case 'audit-verdict':
      return HISTORY_JUDGED.create(stream, { ...common, acceptable: record.acceptable, reason: record.reason }, extra);
  }
}

function nameOf(device: DeviceIdentity): DeviceName {
  return { manufacturer: device.manufacturer ?? 'unknown', serialNumber: device.serialNumber };
}

/** Reviews that are due stay due across restarts, and on every replica. */
export function unreviewedVouchers(store: LogStore): UnreviewedVouchers {
  return {
    async find(deviceKey) {
      const row = await store.table(DEVICES).get(deviceKey);
      if (row === undefined || row.unreviewed === null) return undefined;
      return { ...row.unreviewed, registrarRequest: fromBase64(row.unreviewed.registrarRequest) };
    },
  };
}

/** Refused devices stay refused across restarts. */
export function deviceFlags(store: LogStore): DeviceFlags {
  return {
    reasonFor: async (deviceKey) => (await store.table(FLAGS).get(deviceKey))?.reason,
    set: async (deviceKey, reason) => {
      await store.append([DEVICE_FLAGGED.create(`device/${deviceKey}`, { deviceKey, reason: reason ?? null })]);
    },
  };
}
