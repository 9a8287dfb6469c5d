/**
 * What a client makes of /cacerts (RFC 7030 §4.1.3): which certificates become trust anchors, and why.
 *
 * The message itself proves nothing; it is worth what the connection is worth, or what its content proves by itself.
 */

import { isSallyportError } from '@sallyport/core';
import { type Certificate, validatePath } from '@sallyport/pki';
import { fail } from '../errors.ts';

/**
 * On what ground the answer is believed.
 *
 * - `connection`: the server was authenticated (RFC 7030 §3.6), and speaks for its CA.
 * - `pinned`: a voucher pinned this certificate (RFC 8995 §5.9.1). The answer must be about the same domain: hold the
 *   certificate, lead from it to a root, or lead from a member to it.
 * - `rollover`: these anchors are held already (RFC 7030 §4.1.3). A new root is believed when an old one vouches for it
 *   in NewWithOld.
 */
export type CaTrust =
  | { readonly basis: 'connection' }
  | { readonly basis: 'pinned'; readonly certificate: Certificate }
  | { readonly basis: 'rollover'; readonly anchors: readonly Certificate[] };

/** CA certificates that were judged. */
export interface CaCertificates {
  /** For the explicit trust anchor database (RFC 7030 §3.6.1). */
  readonly anchors: readonly Certificate[];
  /** Certificates that help to build chains: intermediates, and the cross certificates of a rollover. */
  readonly intermediates: readonly Certificate[];
  /** What was received and not believed. */
  readonly ignored: readonly Certificate[];
}

/** @throws E_EST_CACERTS_EMPTY, E_EST_CACERTS_UNRELATED */
export function judgeCaCertificates(
  received: readonly Certificate[],
  trust: CaTrust,
  at: Date | 'ignore-validity',
): CaCertificates {
  const authorities = received.filter(isAuthority);
  const roots = authorities.filter(isRoot);
  const intermediates = authorities.filter((certificate) => !roots.includes(certificate));
  const anchors = chooseAnchors(roots, intermediates, trust, at);
  const ignored = received.filter((each) => !anchors.includes(each) && !intermediates.includes(each));
  return { anchors, intermediates, ignored };
}

function chooseAnchors(
  roots: readonly Certificate[],
  intermediates: readonly Certificate[],
  trust: CaTrust,
  at: Date | 'ignore-validity',
): readonly Certificate[] {
  switch (trust.basis) {
    case 'connection':
      return requireSome(roots);
    case 'pinned':
      return anchorsAroundPin(roots, intermediates, trust.certificate, at);
    case 'rollover':
      return anchorsAfterRollover(roots, intermediates, trust.anchors, at);
  }
}

function anchorsAroundPin(
  roots: readonly Certificate[],
  intermediates: readonly Certificate[],
  pinned: Certificate,
  at: Date | 'ignore-validity',
): readonly Certificate[] {
  const members = [...roots, ...intermediates];
  const related =
    members.some((member) => member.equals(pinned)) ||
    members.some((member) => chains(member, intermediates, [pinned], at)) ||
    chains(pinned, intermediates, roots, at);
  if (!related) throw fail('E_EST_CACERTS_UNRELATED', 'the CA certificates do not belong to the pinned domain');
  // A domain may publish no root above the CA that was pinned; then the pin itself is the anchor.
  return roots.length > 0 ? roots : [pinned];
}

function anchorsAfterRollover(
  roots: readonly Certificate[],
  intermediates: readonly Certificate[],
  held: readonly Certificate[],
  at: Date | 'ignore-validity',
): readonly Certificate[] {
  const believed = requireSome(roots).filter(
    (root) =>
      held.some((anchor) => anchor.equals(root)) || intermediates.some((cross) => vouches(cross, root, held, at)),
  );
  if (believed.length === 0) {
    throw fail('E_EST_CACERTS_UNRELATED', 'no CA certificate is held already or vouched for by one that is');
  }
  return believed;
}

/** NewWithOld (RFC 4210 §4.4): the new root's name and key, signed by an anchor that is held. */
function vouches(
  cross: Certificate,
  root: Certificate,
  held: readonly Certificate[],
  at: Date | 'ignore-validity',
): boolean {
  return cross.subject.equals(root.subject) && sameKey(cross, root) && chains(cross, [], held, at);
}

function sameKey(a: Certificate, b: Certificate): boolean {
  return Buffer.compare(a.spki, b.spki) === 0;
}

function requireSome(roots: readonly Certificate[]): readonly Certificate[] {
  if (roots.length === 0) throw fail('E_EST_CACERTS_EMPTY', 'the server sent no root certificate');
  return roots;
}

/** A certificate that may issue; others that some servers add are of no use here. */
function isAuthority(certificate: Certificate): boolean {
  return holds(() => certificate.basicConstraints?.ca === true || (certificate.version < 3 && isRoot(certificate)));
}

function isRoot(certificate: Certificate): boolean {
  return holds(() => certificate.isSelfIssued && certificate.isSignedBy(certificate));
}

function chains(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  anchors: readonly Certificate[],
  at: Date | 'ignore-validity',
): boolean {
  return holds(() => {
    validatePath({ leaf, intermediates, anchors, at });
    return true;
  });
}

/** A certificate that cannot be judged does not hold. */
function holds(judge: () => boolean): boolean {
  try {
    return judge();
  } catch (error) {
    if (isSallyportError(error)) return false;
    throw error;
  }
}
