/** What the MASA engine asks of the manufacturer's records, answered from the register. */

import { createHash } from 'node:crypto';
import type {
  Claimant,
  DeviceRegister,
  IssuedVoucher,
  MadeDevice,
  MasaAuditLog,
  Ownership,
  OwnershipVerdict,
} from '@sallyport/brski';
import { matchesIdevidIssuer, ownershipRefused } from '@sallyport/brski';
import { fromBase64, toHex } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import type { LogStore, NewEvent } from '@sallyport/store';
import { DEVICE_CLAIMED, DEVICE_SOLD, deviceStream, VOUCHER_ISSUED } from './events.ts';
import { AUDIT, type AuditRow, DEVICES, type DeviceRow } from './register.ts';

/** Devices by serial number; a request that names the IDevID's issuer must name the right one. */
export function deviceRegister(store: LogStore): DeviceRegister {
  return {
    async find(serialNumber, idevidIssuer) {
      const row = await store.table(DEVICES).get(serialNumber);
      if (row === undefined) return undefined;
      const idevid = Certificate.parse(fromBase64(row.idevid));
      if (idevidIssuer !== undefined && !matchesIdevidIssuer(idevid, idevidIssuer)) return undefined;
      return madeDevice(row, idevid);
    },
  };
}

function madeDevice(row: DeviceRow, idevid: Certificate): MadeDevice {
  return {
    serialNumber: row.serialNumber,
    key: row.serialNumber,
    ...(row.model === null ? {} : { model: row.model }),
    idevidKey: keyOf(idevid),
    idevid: idevid.der,
  };
}

/** Hex SHA-256 of a certificate's SubjectPublicKeyInfo: how an owner's domain is known. */
export function keyOf(certificate: Certificate): string {
  return toHex(createHash('sha256').update(certificate.spki).digest());
}

/**
 * Ownership by sales record, else by first claim: a device that was sold or claimed belongs to the domain whose key
 * occurs in the claimant's chain; one with neither is open to the first (RFC 8995 §7.4.2, trust on first use).
 * A blocked device belongs to nobody.
 */
export function ownership(store: LogStore): Ownership {
  return {
    async judge(device, claimant): Promise<OwnershipVerdict> {
      const row = await store.table(DEVICES).get(device.key);
      return judgeOwner(row, claimant);
    },
  };
}

function judgeOwner(row: DeviceRow | undefined, claimant: Claimant): OwnershipVerdict {
  if (row === undefined) return { verdict: 'refused', reason: 'the device is not in the register' };
  if (row.blocked !== null) return { verdict: 'refused', reason: `the device is blocked: ${row.blocked}` };
  if (row.ownedBy === 'sold' && row.domainKey === null) {
    // The sales record names a customer whose domain has not been seen. Whoever authenticates as somebody else is wrong
    // here; of one who does not authenticate nothing is known, so first use decides, unless the MASA wants a proof.
    if (claimant.customer === row.ownerName)
      return { verdict: 'verified', reason: `sold to ${row.ownerName}, who authenticated` };
    return claimant.customer === undefined
      ? { verdict: 'unknown', reason: 'sold to a customer whose domain is not known yet' }
      : { verdict: 'refused', reason: 'sold to another customer' };
  }
  if (row.domainKey === null) return { verdict: 'unknown', reason: 'not sold and never claimed' };
  if (!claimant.keys.includes(row.domainKey))
    return { verdict: 'refused', reason: 'the device belongs to another domain' };
  return row.ownedBy === 'sold'
    ? { verdict: 'verified', reason: `sold to ${row.ownerName ?? 'this domain'}` }
    : { verdict: 'unknown', reason: 'claimed by this domain before' };
}

/**
 * The audit log (RFC 8995 §5.8). An entry and the first claim it may be are one append: on disk together or not at all.
 * Of two domains that claim a device at the same moment, each judged while it was nobody's, the second is refused here.
 */
export function masaAuditLog(store: LogStore): MasaAuditLog {
  return {
    append: (device, entry, claimant) =>
      store.transact(async (tx) => {
        const row = await tx.table(DEVICES).get(device.key);
        const { verdict, reason } = judgeOwner(row, claimant);
        if (verdict === 'refused') throw ownershipRefused(reason);
        const stream = deviceStream(device.key);
        const issued = VOUCHER_ISSUED.create(stream, storedVoucher(device, entry), { at: entry.date });
        const isFirstClaim = row !== undefined && row.domainKey === null;
        await tx.append(isFirstClaim ? [firstClaim(row, entry, claimant), issued] : [issued]);
      }),
    async list(device) {
      const entries: IssuedVoucher[] = [];
      for await (const { row } of store.table(AUDIT).scan({ index: 'device', equals: device.key })) {
        entries.push(issuedVoucher(row));
      }
      return entries;
    },
  };
}

/** The domain that a device belongs to from now on: the buyer's where the buyer authenticated, else whoever came first. */
function firstClaim(row: DeviceRow, entry: IssuedVoucher, claimant: Claimant): NewEvent {
  const { serialNumber, ownedBy, ownerName } = row;
  const { pinnedKey: domainKey, date: at } = entry;
  const stream = deviceStream(serialNumber);
  if (ownedBy === 'sold' && ownerName !== null && claimant.customer === ownerName) {
    return DEVICE_SOLD.create(stream, { serialNumber, owner: { name: ownerName, domainKey } }, { at });
  }
  return DEVICE_CLAIMED.create(stream, { serialNumber, domainKey }, { at });
}

function storedVoucher(device: MadeDevice, entry: IssuedVoucher): Parameters<typeof VOUCHER_ISSUED.create>[1] {
  const { date: _, expiresOn, ...rest } = entry;
  return { ...rest, serialNumber: device.key, expiresOn: expiresOn?.getTime() ?? null };
}

function issuedVoucher(row: AuditRow): IssuedVoucher {
  const { at, serialNumber: _, expiresOn, ...rest } = row;
  return { ...rest, date: new Date(at), ...(expiresOn === null ? {} : { expiresOn: new Date(expiresOn) }) };
}
