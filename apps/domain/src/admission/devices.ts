/** Whose certificate is whose, and whether it still counts: from the ledger and the manufacturers' book. */

import type { CertificateAuthority } from '@sallyport/ca';
import { bytesEqual, type Clock, isSallyportError } from '@sallyport/core';
import { type Authorizer, deny, deviceKey, type Obligation, permit } from '@sallyport/onboarding';
import { validatePath } from '@sallyport/pki';
import type { LogStore } from '@sallyport/store';
import type { BirthRegister, DeviceDirectory, RevocationJudge } from '@sallyport/wifi-wired';
import { bornDevice, identityOf } from '../enrolment.ts';
import type { ManufacturerBook } from '../manufacturer-book.ts';
import { LDEVID } from '../profiles.ts';
import { FLAGS } from '../register.ts';

type Ledger = Pick<CertificateAuthority['ledger'], 'bySerialNumber'>;

/** LDevIDs that the domain's ledger knows, byte for byte. */
export function deviceDirectory(ledger: Ledger): DeviceDirectory {
  return {
    async holderOf(certificate) {
      const entry = await ledger.bySerialNumber(certificate.serialNumber);
      if (entry?.profile !== LDEVID || entry.device === undefined) return undefined;
      return bytesEqual(entry.der, certificate.der) ? identityOf(entry.device, certificate) : undefined;
    },
  };
}

/** The ledger's own word, newer than any list or cached answer. */
export function revocationJudge(ledger: Ledger, clock: Clock): RevocationJudge {
  return {
    async objectionTo(serialNumber) {
      const entry = await ledger.bySerialNumber(serialNumber);
      if (entry === undefined) return 'this domain issued no such certificate';
      if (entry.revocation !== undefined) return `the certificate was revoked: ${entry.revocation.reason}`;
      return entry.notAfter < clock.now() ? 'the certificate has expired' : undefined;
    },
  };
}

/** IDevIDs of the manufacturers that the owner introduced. */
export function birthRegister({
  book,
  clock,
}: {
  readonly book: ManufacturerBook;
  readonly clock: Clock;
}): BirthRegister {
  return {
    async holderOf([leaf, ...intermediates]) {
      const anchors = book.known.flatMap(({ trust }) => trust.anchors);
      try {
        const path = validatePath({ leaf, intermediates, anchors, at: clock.now(), keyUsage: 'digitalSignature' });
        return bornDevice(leaf, path.anchor);
      } catch (thrown) {
        if (isSallyportError(thrown)) return undefined;
        throw thrown;
      }
    },
  };
}

/**
 * The owner's policy for networks: a device whose history was found wanting stays out (RFC 8995 §5.8.3), and where policy
 * says nothing of a kind of obligation the owner's own terms hold.
 */
export function networkAuthorizer(authorizer: Authorizer, store: LogStore, terms: readonly Obligation[]): Authorizer {
  return {
    async decide(request) {
      const flag = await store.table(FLAGS).get(deviceKey(request.device));
      if (flag !== undefined) return deny(`the device's history was found wanting: ${flag.reason}`, { fixable: true });
      const decision = await authorizer.decide(request);
      if (decision.outcome !== 'permit') return decision;
      const said = new Set(decision.obligations.map(({ type }) => type));
      const obligations = [...decision.obligations, ...terms.filter(({ type }) => !said.has(type))];
      return permit(decision.reason, decision.proof, obligations);
    },
    // What stands above it can only turn a permission into a denial.
    deniedAlready: (requests) => authorizer.deniedAlready?.(requests) ?? Promise.resolve(requests.map(() => false)),
  };
}
