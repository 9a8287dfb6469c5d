/** Whether this claimant gets a voucher for this device: ownership, history, and the enforcement point C.5. */

import { type DeviceIdentity, decideOrDeny, type Facts } from '@sallyport/onboarding';
import type { Assertion } from '../artifact/index.ts';
import { PROTOCOL, type Trail } from '../server/trail.ts';
import type { CompleteMasaConfig } from './config.ts';
import { fail } from './errors.ts';
import type { Claimant, IssuedVoucher, MadeDevice, MasaPorts, OwnershipVerdict } from './ports.ts';

/** Everything established about a request before policy is asked. */
export interface Petition {
  readonly device: MadeDevice;
  readonly identity: DeviceIdentity;
  readonly claimant: Claimant;
  readonly nonce: string | undefined;
  /** The pledge's own request proves that it was in touch with this registrar (RFC 8995 §5.5.5). */
  readonly proximity: boolean;
  /** Every voucher issued for the device, oldest first. */
  readonly history: readonly IssuedVoucher[];
}

export interface Grant {
  readonly assertion: Assertion;
  readonly renewal: boolean;
  readonly facts: Facts;
}

/** The decision was put off. */
export class Deferral {
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    this.retryAfter = retryAfter;
  }
}

/**
 * @throws E_BRSKI_MASA_REGISTRAR_UNKNOWN, E_BRSKI_MASA_NONCELESS, E_BRSKI_MASA_NONCE_REPLAYED, E_BRSKI_MASA_OUTSTANDING,
 * E_BRSKI_MASA_NOT_OWNER, E_BRSKI_MASA_DENIED
 */
export async function judgePetition(
  petition: Petition,
  config: CompleteMasaConfig,
  ports: MasaPorts,
  trail: Trail,
): Promise<Grant | Deferral> {
  const { device, claimant, history } = petition;
  const renewal = isRenewal(petition);
  checkAuthentication(petition, config);
  checkNonceHistory(petition);
  if (!renewal) checkOutstanding(petition, config, ports.clock.now());
  const ownership = await ports.ownership.judge(device, claimant, history);
  checkOwnership(ownership, renewal, config);
  const assertion = assertionOf(petition, ownership, config);
  const facts = factsOf(petition, assertion, ownership, renewal);
  let failure: unknown;
  const decision = await decideOrDeny(
    ports.authorizer,
    {
      point: 'C.5',
      protocol: PROTOCOL,
      session: trail.session,
      device: petition.identity,
      facts,
      at: ports.clock.now(),
    },
    (thrown) => {
      failure = thrown;
    },
  );
  if (decision.outcome === 'defer') return new Deferral(decision.retryAfter);
  if (decision.outcome === 'deny') throw fail('E_BRSKI_MASA_DENIED', decision.reason, { cause: failure });
  return { assertion, renewal, facts };
}

/**
 * RFC 8995 §5.5.1: the same domain as the last voucher's asks again. The domain is told by the pinned key, which this
 * request's chain has to reach by signatures; its domainID alone could be copied.
 */
function isRenewal({ history, claimant }: Petition): boolean {
  const last = history.at(-1);
  return last !== undefined && claimant.keys.includes(last.pinnedKey);
}

function checkAuthentication({ nonce, claimant }: Petition, config: CompleteMasaConfig): void {
  if (nonce === undefined) {
    // RFC 8995 §5.5.4: "If a nonceless voucher-request is submitted, the MASA MUST authenticate the registrar".
    if (config.nonceless === undefined) throw fail('E_BRSKI_MASA_NONCELESS', 'vouchers without a nonce are not issued');
    if (claimant.customer === undefined) throw fail('E_BRSKI_MASA_NONCELESS', 'the registrar did not authenticate');
  } else if (config.requireAuthentication && claimant.customer === undefined) {
    throw fail('E_BRSKI_MASA_REGISTRAR_UNKNOWN', 'the registrar did not authenticate');
  }
}

/** RFC 8995 §5.2: a nonce is made for one attempt, and an attempt belongs to one domain. */
function checkNonceHistory({ nonce, history, claimant }: Petition): void {
  if (nonce === undefined) return;
  const isReplayed = history.some((entry) => entry.nonce === nonce && !claimant.keys.includes(entry.pinnedKey));
  if (isReplayed) throw fail('E_BRSKI_MASA_NONCE_REPLAYED', 'a voucher with this nonce was issued to another domain');
}

/** RFC 8995 §5.6: 403 "if the pledge has another outstanding voucher that cannot be overridden". */
function checkOutstanding({ history }: Petition, config: CompleteMasaConfig, now: Date): void {
  const last = history.at(-1);
  if (config.outstandingFor === undefined || last === undefined) return;
  const isOpenEnded = last.nonce === null && last.expiresOn === undefined;
  const until = last.expiresOn?.getTime() ?? last.date.getTime() + config.outstandingFor;
  if (isOpenEnded || now.getTime() < until) {
    throw fail('E_BRSKI_MASA_OUTSTANDING', 'another domain holds a voucher for this device');
  }
}

function checkOwnership(ownership: OwnershipVerdict, renewal: boolean, config: CompleteMasaConfig): void {
  const isEnough = ownership.verdict === 'verified' || renewal || !config.requireOwnership;
  // A sale on record ends renewals too: RFC 8995 §5.5.1 leaves that to "sales channel integration".
  if (ownership.verdict === 'refused' || !isEnough) throw fail('E_BRSKI_MASA_NOT_OWNER', ownership.reason);
}

/** RFC 8995 §5.5.5: proved proximity "updates the voucher and audit-log assertion leafs with the proximity assertion". */
function assertionOf(petition: Petition, ownership: OwnershipVerdict, config: CompleteMasaConfig): Assertion {
  const isVerified = ownership.verdict === 'verified';
  if (isVerified && (!petition.proximity || config.strongestAssertion === 'verified')) return 'verified';
  return petition.proximity ? 'proximity' : 'logged';
}

function factsOf(petition: Petition, assertion: Assertion, ownership: OwnershipVerdict, renewal: boolean): Facts {
  const { claimant, history, nonce, proximity } = petition;
  return {
    assertion,
    nonceless: nonce === undefined,
    proximity,
    ownership: ownership.verdict,
    renewal,
    vouchersIssued: history.length,
    otherDomains: new Set(history.map(({ domainId }) => domainId).filter((id) => id !== claimant.domainId)).size,
    domainId: claimant.domainId,
    registrar: claimant.registrar.subject.toString(),
    customer: claimant.customer ?? null,
  };
}
