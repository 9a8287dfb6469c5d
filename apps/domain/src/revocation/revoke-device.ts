/** Takes a device's certificates back, all of them that still run. */

import type { CertificateAuthority, LedgerEntry, RevokeReason } from '@sallyport/ca';
import type { Clock } from '@sallyport/core';
import type { AcceptRegister } from '../accept-register.ts';

export interface DeviceRevocation {
  readonly reason: RevokeReason;
  /** Puts the device on the refused list first, so that it is given nothing more. */
  readonly refuse: boolean;
  /** Why, in the owner's words. */
  readonly note: string | undefined;
}

export interface RevokedDevice {
  /** Serial numbers of the certificates that were revoked now, oldest first. */
  readonly revoked: readonly string[];
  /** How many certificates the device was ever given. */
  readonly issued: number;
}

/** @throws E_STORE_… */
export async function revokeDevice(
  deviceKey: string,
  { reason, refuse, note }: DeviceRevocation,
  { authority, lists, clock }: { authority: CertificateAuthority; lists: AcceptRegister; clock: Clock },
): Promise<RevokedDevice> {
  if (refuse) await lists.add('refused', deviceKey, note);
  const revoked: string[] = [];
  for (;;) {
    const all = await allOf(deviceKey, authority);
    const running = all.filter(({ revocation, notAfter }) => isRunning(revocation, reason) && notAfter >= clock.now());
    // Once more after each round: an enrolment may have been under way.
    if (running.length === 0) return { revoked, issued: all.length };
    for (const { serialNumber } of running) {
      await authority.revoke(serialNumber, reason);
      revoked.push(serialNumber);
    }
  }
}

/** A hold can become final (RFC 5280 §5.3.1). */
function isRunning(revocation: LedgerEntry['revocation'], reason: RevokeReason): boolean {
  if (revocation === undefined) return true;
  return revocation.reason === 'certificateHold' && reason !== 'certificateHold';
}

async function allOf(deviceKey: string, { ledger }: CertificateAuthority): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await ledger.byDevice(deviceKey, { limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.entries);
    if (page.next === undefined) return found;
    cursor = page.next;
  }
}
