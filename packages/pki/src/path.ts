/**
 * Certification path validation: the part of RFC 5280 §6.1 that onboarding needs.
 *
 * In: signatures, validity, name chaining, basicConstraints with path length, keyUsage, name constraints, unknown
 * critical extensions, revocation by CRL, and on request a purpose and a key usage of the end certificate.
 * Several certificates may carry the issuer's name (renewed, cross-signed, or forged): each is tried, within bounds.
 *
 * Left out: policy processing. The initial policy set is any-policy, so certificatePolicies and inhibitAnyPolicy
 * change nothing; policyConstraints and critical policyMappings are refused as unknown.
 *
 * Trust anchors may be any certificate, an intermediate or the end certificate itself included. Following RFC 5280
 * §6.1.1 (d) an anchor's dates are not looked at unless asked; its extensions limit the path all the same (RFC 5937).
 * Purposes are opt-in: a registrar's certificate with id-kp-cmcRA alone passes when none is asked.
 */

import { isSallyportError, type SallyportError } from '@sallyport/core';
import type { Certificate } from './certificate.ts';
import type { CertificateRevocationList } from './crl.ts';
import { fail } from './errors.ts';
import type { KeyUsage } from './key-usage.ts';
import { issuerObjection, leafObjection } from './path-rules.ts';
import { RevocationCheck, type RevocationPolicy } from './revocation.ts';

export interface PathOptions {
  /** The certificate in question. */
  readonly leaf: Certificate;
  /** What may stand between; order and strangers among them do not matter. At most 100. */
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  /** The time to judge by; `ignore-validity` passes over all dates, of CRLs as well. */
  readonly at: Date | 'ignore-validity';
  /** An OID that the leaf's extendedKeyUsage must contain; CAs that have the extension must contain it or anyExtendedKeyUsage. */
  readonly extendedKeyUsage?: string;
  /** A usage that the leaf must allow, if it has the extension. */
  readonly keyUsage?: KeyUsage;
  readonly crls?: readonly CertificateRevocationList[];
  /** Default: `if-available` when CRLs are given. */
  readonly revocation?: RevocationPolicy;
  /** Default: `ignored`. */
  readonly anchorValidity?: 'ignored' | 'checked';
  /** Most certificates in the chain, leaf and anchor included. Default 8. */
  readonly maxDepth?: number;
}

const DEFAULT_MAX_DEPTH = 8;
const MAX_INTERMEDIATES = 100;
/** Signature verifications in one call: bounds the time a hostile bag of certificates can take. */
const MAX_VERIFICATIONS = 64;

/** A chain that was judged; only {@link validatePath} makes them. */
class ValidatedPath {
  readonly #chain: readonly [Certificate, ...Certificate[]];

  constructor(chain: readonly [Certificate, ...Certificate[]]) {
    this.#chain = chain;
  }

  get leaf(): Certificate {
    return this.#chain[0];
  }
  /** Leaf first, anchor last; the leaf alone when it is itself an anchor. */
  get chain(): readonly Certificate[] {
    return this.#chain;
  }
  get anchor(): Certificate {
    return this.#chain.at(-1) ?? this.leaf;
  }
}

export type VerifiedPath = ValidatedPath;

/**
 * Finds and checks a path from the leaf to an anchor.
 * @throws E_PKI_PATH_… with the objection to the path that came furthest; E_PKI_EXTENSION, E_PKI_KEY_UNSUPPORTED,
 * E_PKI_ALGORITHM_UNSUPPORTED when that was it
 */
export function validatePath(options: PathOptions): VerifiedPath {
  const objection = leafObjection(options);
  if (objection !== undefined) throw objection;
  if (options.intermediates.length > MAX_INTERMEDIATES) {
    throw fail('E_PKI_PATH_TOO_COMPLEX', `${options.intermediates.length} intermediate certificates`);
  }
  return new PathSearch(options).run();
}

type Chain = readonly [Certificate, ...Certificate[]];

/** How far a failed attempt came: the later the objection, the more it says. */
const RANK = { noIssuer: 0, notSigned: 1, broken: 2 } as const;

class PathSearch {
  readonly #options: PathOptions;
  readonly #maxDepth: number;
  readonly #revocation: RevocationCheck;
  #verificationsLeft = MAX_VERIFICATIONS;
  #failure: { readonly rank: number; readonly error: SallyportError } | undefined;

  constructor(options: PathOptions) {
    this.#options = options;
    this.#maxDepth = options.maxDepth ?? DEFAULT_MAX_DEPTH;
    this.#revocation = new RevocationCheck({
      policy: options.revocation ?? (options.crls === undefined ? 'none' : 'if-available'),
      crls: options.crls ?? [],
      at: options.at,
      intermediates: options.intermediates,
      spend: () => this.#spend(),
    });
  }

  run(): VerifiedPath {
    const { leaf, anchors } = this.#options;
    const found = anchors.some((anchor) => anchor.equals(leaf)) ? ([leaf] as const) : this.#extend([leaf]);
    if (found !== undefined) return new ValidatedPath(found);
    throw this.#failure?.error ?? fail('E_PKI_PATH_NO_ISSUER', 'no path to a trust anchor');
  }

  /** Depth first: anchors before intermediates, and issuers whose key identifier fits before others. */
  #extend(chain: Chain): Chain | undefined {
    const tip = chain.at(-1) ?? chain[0];
    if (chain.length < this.#maxDepth) {
      for (const anchor of issuersOf(tip, this.#options.anchors)) {
        const complete = [...chain, anchor] as const;
        if (this.#accepts(chain, tip, anchor, true) && this.#isNotRevoked(complete)) return complete;
      }
      for (const issuer of issuersOf(tip, this.#options.intermediates)) {
        if (isIn(issuer, chain)) continue;
        const longer = this.#accepts(chain, tip, issuer, false) ? this.#extend([...chain, issuer]) : undefined;
        if (longer !== undefined) return longer;
      }
    }
    this.#note(RANK.noIssuer, fail('E_PKI_PATH_NO_ISSUER', `no issuer of ${tip.subject} leads to a trust anchor`));
    return undefined;
  }

  #accepts(chain: Chain, tip: Certificate, issuer: Certificate, isAnchor: boolean): boolean {
    return this.#passes(() => {
      this.#spend();
      if (tip.isSignedBy(issuer)) return issuerObjection(chain, issuer, isAnchor, this.#options);
      this.#note(RANK.notSigned, fail('E_PKI_PATH_SIGNATURE', `${tip.subject} is not signed by its issuer`));
      return 'noted';
    });
  }

  #isNotRevoked(chain: Chain): boolean {
    return this.#passes(() => this.#revocation.objection(chain));
  }

  /** A candidate that cannot even be decoded must not hide a sound one of the same name. */
  #passes(judge: () => SallyportError | 'noted' | undefined): boolean {
    try {
      const objection = judge();
      if (objection !== undefined && objection !== 'noted') this.#note(RANK.broken, objection);
      return objection === undefined;
    } catch (error) {
      if (!isSallyportError(error) || error.code === 'E_PKI_PATH_TOO_COMPLEX') throw error;
      this.#note(RANK.broken, error);
      return false;
    }
  }

  #spend(): void {
    if (this.#verificationsLeft === 0) {
      throw fail('E_PKI_PATH_TOO_COMPLEX', `more than ${MAX_VERIFICATIONS} signatures to verify`);
    }
    this.#verificationsLeft--;
  }

  #note(rank: number, error: SallyportError): void {
    if (this.#failure === undefined || rank > this.#failure.rank) this.#failure = { rank, error };
  }
}

function issuersOf(certificate: Certificate, candidates: readonly Certificate[]): readonly Certificate[] {
  const named = candidates.filter((candidate) => candidate.subject.equals(certificate.issuer));
  if (named.length < 2) return named;
  return named.toSorted((a, b) => identifierFit(certificate, b) - identifierFit(certificate, a));
}

/** RFC 4158 §3.5.12: key identifiers order the candidates and never exclude one. */
function identifierFit(certificate: Certificate, issuer: Certificate): number {
  const wanted = certificate.authorityKeyIdentifier;
  const offered = issuer.subjectKeyIdentifier;
  if (wanted === undefined || offered === undefined) return 1;
  return Buffer.compare(wanted, offered) === 0 ? 2 : 0;
}

/** RFC 4158 §2.4.2: the same name with the same key twice makes a loop. */
function isIn(certificate: Certificate, chain: Chain): boolean {
  return chain.some(
    (each) => Buffer.compare(each.spki, certificate.spki) === 0 && each.subject.equals(certificate.subject),
  );
}
