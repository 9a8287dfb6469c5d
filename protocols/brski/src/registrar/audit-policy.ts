/** What a device's history says about it (RFC 8995 §5.8.3). */

import type { DeviceIdentity, Facts } from '@sallyport/onboarding';
import type { AuditLog } from '../audit-log.ts';

export interface AuditQuestion {
  readonly device: DeviceIdentity;
  readonly log: AuditLog;
  /** base64 of the domainIDs that this domain can appear under: those of its registrar certificate and issuers. */
  readonly ownDomainIds: ReadonlySet<string>;
}

export interface AuditVerdict {
  readonly acceptable: boolean;
  /** For people. */
  readonly reason: string;
  readonly facts: Facts;
}

export type AuditPolicy = (question: AuditQuestion) => AuditVerdict;

export interface DomainHistoryOptions {
  /** base64 domainIDs, beside our own, that a device may have belonged to. */
  readonly acceptedDomains?: ReadonlySet<string>;
  /**
   * base64 domainIDs that may hold vouchers without a nonce, with which they could take the device back any time.
   * Default: ours alone.
   */
  readonly noncelessDomains?: ReadonlySet<string>;
  /** Entries before this date do not count, for example before the purchase of used equipment. */
  readonly since?: Date;
  /** Accept logs that were cut in ways that hide domains. Default false. */
  readonly acceptArbitraryTruncation?: boolean;
  /** Pass over nonceless entries of unknown domains (RFC 8995 §7.3.4). Default false. */
  readonly ignoreUnknownNonceless?: boolean;
}

/**
 * RFC 8995 §5.8.3's "relatively simple policy": known domainIDs only, and vouchers without a nonce only from a subset.
 */
export function domainHistoryPolicy(options: DomainHistoryOptions = {}): AuditPolicy {
  return ({ log, ownDomainIds }) => {
    const since = options.since?.getTime() ?? Number.NEGATIVE_INFINITY;
    const events = log.events.filter(({ date }) => date.getTime() >= since);
    const isKnown = (id: string) => ownDomainIds.has(id) || options.acceptedDomains?.has(id) === true;
    const maySkipNonce = (id: string) => ownDomainIds.has(id) || options.noncelessDomains?.has(id) === true;
    const nonceless = events.filter((event) => event.nonce === null && !maySkipNonce(event.domainId));
    const strangers = events.filter(
      (event) =>
        !isKnown(event.domainId) &&
        !maySkipNonce(event.domainId) &&
        !(options.ignoreUnknownNonceless === true && event.nonce === null),
    );
    const facts: Facts = {
      auditEntries: log.events.length,
      auditUnknownDomains: new Set(strangers.map(({ domainId }) => domainId)).size,
      auditNonceless: nonceless.length,
      auditTruncated: log.truncation.arbitrary,
    };
    const verdict = (acceptable: boolean, reason: string): AuditVerdict => ({ acceptable, reason, facts });
    if (log.truncation.arbitrary > 0 && options.acceptArbitraryTruncation !== true) {
      return verdict(false, 'the audit log was cut, so it may hide owners');
    }
    if (strangers.length > 0) return verdict(false, 'the device belonged to a domain that is not accepted');
    if (nonceless.length > 0 && options.ignoreUnknownNonceless !== true) {
      return verdict(false, 'another domain holds a voucher without a nonce');
    }
    return verdict(true, 'the history holds nothing unexpected');
  };
}

/** RFC 8995 §5.8.3: history may be ignored, best only where hardware-backed endpoint assessment exists. */
export const ignoreHistory: AuditPolicy = ({ log }) => ({
  acceptable: true,
  reason: 'the history is not looked at',
  facts: { auditEntries: log.events.length },
});
