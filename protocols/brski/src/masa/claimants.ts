/**
 * Who asks: from the certificates in a registrar's CMS to a consistent domain (RFC 8995 §5.5.2 to §5.5.4).
 *
 * The farthest certificate the registrar sent is the temporary anchor; what is shown is that the domain's PKI is
 * consistent, not that it is anybody's in particular. A registrar's chain is the same in every request, so the verdict is
 * kept, for as long as its certificates are valid.
 */

import { type Clock, HOUR, isSallyportError, toHex } from '@sallyport/core';
import { type Certificate, type CertificateRevocationList, validatePath } from '@sallyport/pki';
import type { VerifiedArtifact } from '../artifact/index.ts';
import { domainIdText, spkiFingerprint } from '../domain-id.ts';
import { ID_KP_CMC_RA } from '../oids.ts';
import { ExpiringMap } from '../server/expiring-map.ts';
import { fingerprint } from '../server/fingerprint.ts';
import { heldBytes } from '../server/held-bytes.ts';
import { spanOf } from '../server/path-memory.ts';
import type { CompleteMasaConfig } from './config.ts';
import { fail, MASA_ERRORS } from './errors.ts';
import type { Claimant, RevocationSource } from './ports.ts';

/** A chain once judged. */
export interface JudgedChain extends Omit<Claimant, 'customer'> {
  /** It leads to an anchor configured here (RFC 8995 §5.5.4). */
  readonly anchored: boolean;
  /** The end of the shortest CRL lifetime, when CRLs were used. */
  readonly crlsUntil: Date | undefined;
}

interface Kept {
  readonly judged: JudgedChain;
  readonly from: number;
  readonly until: number;
}

const MAX_CHAIN = 8;
/** Anybody can send chains: no more memory than this for all of them. */
const MAX_BYTES = 32 << 20;

export class Claimants {
  readonly #config: CompleteMasaConfig;
  readonly #clock: Clock;
  readonly #revocation: RevocationSource | undefined;
  readonly #kept: ExpiringMap<Kept>;

  constructor(config: CompleteMasaConfig, clock: Clock, revocation: RevocationSource | undefined) {
    this.#config = config;
    this.#clock = clock;
    this.#revocation = revocation;
    this.#kept = new ExpiringMap({
      clock,
      capacity: 10_000,
      lifetime: HOUR,
      maxBytes: MAX_BYTES,
      sizeOf: ({ judged }) => heldBytes(judged.chain),
    });
  }

  /** @throws E_BRSKI_MASA_CHAIN, E_BRSKI_MASA_REVOKED, E_BRSKI_MASA_NOT_REGISTRAR */
  async judge(request: VerifiedArtifact): Promise<JudgedChain> {
    try {
      return await this.#judge(request);
    } catch (cause) {
      // Certificates and extensions are decoded when first looked at, so a malformed one shows anywhere.
      if (!isSallyportError(cause) || Object.hasOwn(MASA_ERRORS, cause.code)) throw cause;
      throw fail('E_BRSKI_MASA_CHAIN', "a certificate of the registrar's cannot be read", { cause });
    }
  }

  async #judge(request: VerifiedArtifact): Promise<JudgedChain> {
    const key = fingerprint(request.signer.der, ...request.certificates.map(({ der }) => der));
    const now = this.#clock.now();
    const kept = request.crls.length === 0 ? this.#kept.get(key) : undefined;
    if (kept !== undefined && kept.from <= now.getTime() && now.getTime() <= kept.until) return kept.judged;

    const chain = chainOf(request.signer, request.certificates);
    const crls = await this.#crls(chain, request.crls);
    const judged = this.#judgeAfresh(chain, crls, now);
    if (crls.length === 0) {
      this.#kept.set(key, {
        judged,
        ...spanOf(chain),
      });
    }
    return judged;
  }

  #judgeAfresh(chain: Chain, crls: readonly CertificateRevocationList[], at: Date): JudgedChain {
    const [registrar] = chain;
    const farthest = chain.at(-1) ?? registrar;
    this.#validate(chain, [farthest], crls, at);
    // An anchor's own signature is nobody's business in a path, but this one came in the message and may be pinned.
    if (farthest.isSelfIssued && !farthest.isSignedBy(farthest)) {
      throw fail('E_BRSKI_MASA_CHAIN', `${farthest.subject} is not signed by itself`);
    }
    // RFC 8995 §5.5.4: "MUST verify that the registrar voucher-request is signed by a registrar".
    if (registrar.extendedKeyUsage?.includes(ID_KP_CMC_RA) !== true) {
      throw fail('E_BRSKI_MASA_NOT_REGISTRAR', `${registrar.subject} has no id-kp-cmcRA`);
    }
    const pinned = this.#config.pin === 'end-entity' ? registrar : farthest;
    const ends = crls.flatMap(({ nextUpdate }) => (nextUpdate === undefined ? [] : [nextUpdate.getTime()]));
    return {
      registrar,
      chain,
      pinned,
      domainId: domainIdText(pinned),
      keys: chain.map((certificate) => toHex(spkiFingerprint(certificate))),
      anchored: this.#isAnchored(chain, crls, at),
      crlsUntil: ends.length === 0 ? undefined : new Date(Math.min(...ends)),
    };
  }

  #validate(chain: Chain, anchors: readonly Certificate[], crls: readonly CertificateRevocationList[], at: Date): void {
    try {
      validatePath({
        leaf: chain[0],
        intermediates: chain.slice(1),
        anchors,
        at,
        crls,
        revocation: this.#config.revocation,
        anchorValidity: 'checked',
      });
    } catch (cause) {
      if (!isSallyportError(cause)) throw cause;
      const isRevocation = isSallyportError(cause, 'E_PKI_PATH_REVOKED', 'E_PKI_PATH_REVOCATION_UNKNOWN');
      const code = isRevocation ? 'E_BRSKI_MASA_REVOKED' : 'E_BRSKI_MASA_CHAIN';
      throw fail(code, "the registrar's chain is not valid", { cause, details: { cause: cause.code } });
    }
  }

  #isAnchored(chain: Chain, crls: readonly CertificateRevocationList[], at: Date): boolean {
    const { registrarAnchors } = this.#config;
    if (registrarAnchors === undefined || registrarAnchors.length === 0) return false;
    try {
      this.#validate(chain, registrarAnchors, crls, at);
      return true;
    } catch (thrown) {
      if (isSallyportError(thrown, 'E_BRSKI_MASA_CHAIN')) return false;
      throw thrown;
    }
  }

  /** RFC 8995 §5.5.3: revocation checks are assumed; the servers named in the certificates "MUST" be reachable. */
  async #crls(
    chain: Chain,
    stapled: readonly CertificateRevocationList[],
  ): Promise<readonly CertificateRevocationList[]> {
    if (this.#config.revocation === 'none') return [];
    const isNamed = chain.some(({ crlDistributionPoints }) => crlDistributionPoints.length > 0);
    if (this.#revocation === undefined || !isNamed || stapled.length > 0) return stapled;
    try {
      return await this.#revocation.crls(chain);
    } catch (cause) {
      throw fail('E_BRSKI_MASA_REVOKED', "the CRLs of the registrar's domain cannot be had", { cause });
    }
  }
}

type Chain = readonly [Certificate, ...Certificate[]];

/**
 * The certificates in order, from the signer upward, each signed by the next; strangers among them are left out, but not
 * issuers by name alone.
 * RFC 8995 §5.5: a registrar sends "only certificates that are a part of the chain that it wishes the MASA to pin".
 */
function chainOf(signer: Certificate, certificates: readonly Certificate[]): Chain {
  const chain: [Certificate, ...Certificate[]] = [signer];
  let tip = signer;
  while (chain.length < MAX_CHAIN && !tip.isSelfIssued) {
    const named = certificates.filter(
      (candidate) => candidate.subject.equals(tip.issuer) && !chain.includes(candidate),
    );
    const next = named.find((candidate) => isSignedBy(tip, candidate));
    // Left alone, a certificate whose issuer disowns it would be the farthest, and so its own trust anchor.
    if (next === undefined && named.length > 0) {
      throw fail('E_BRSKI_MASA_CHAIN', `${tip.subject} is not signed by the issuer that was sent along`);
    }
    if (next === undefined) break;
    chain.push(next);
    tip = next;
  }
  return chain;
}

function isSignedBy(certificate: Certificate, candidate: Certificate): boolean {
  try {
    return certificate.isSignedBy(candidate);
  } catch (thrown) {
    // A key this house cannot read makes the candidate useless, not the request.
    if (isSallyportError(thrown)) return false;
    throw thrown;
  }
}
