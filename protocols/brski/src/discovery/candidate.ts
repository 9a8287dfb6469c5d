/** A place through which a registrar may be reached, as discovery offers it (RFC 8995 §4.1, appendix B). */

import type { Milliseconds } from '@sallyport/core';

/** Where an offer was learned. The order is the order of preference among offers never tried. */
export const CANDIDATE_SOURCES = ['static', 'grasp', 'mdns', 'dns-sd', 'cloud'] as const;

export type CandidateSource = (typeof CANDIDATE_SOURCES)[number];

export interface CandidateOffer {
  readonly source: CandidateSource;
  /** Host name or address; a link-local address carries its zone (`fe80::1%eth0`). */
  readonly host: string;
  readonly port: number;
  /**
   * How long the offer stands, in milliseconds, for announcements that say so. Undefined: until it is withdrawn, as
   * RFC 8995 appendix B asks of services found by DNS.
   */
  readonly ttl?: Milliseconds;
  /** Who announced it, for example the sender's address: one announcer gets a bounded share of the table. */
  readonly announcer?: string;
}

/** An offer that the scheduler took up. */
export interface Candidate {
  /** Stable identity: two offers of one host and port are one candidate. */
  readonly key: string;
  readonly source: CandidateSource;
  readonly host: string;
  readonly port: number;
}

/** The identity of an offer. A cloud registrar is told apart: it is authenticated before anything is sent to it. */
export function candidateKey(offer: Pick<CandidateOffer, 'source' | 'host' | 'port'>): string {
  return `${offer.source === 'cloud' ? 'cloud/' : ''}${offer.host.toLowerCase()}/${offer.port}`;
}

const MAX_HOST_LENGTH = 255;

/** True when the offer could be connected to at all. */
export function isUsable(offer: Pick<CandidateOffer, 'host' | 'port'>): boolean {
  return (
    offer.host !== '' &&
    offer.host.length <= MAX_HOST_LENGTH &&
    Number.isInteger(offer.port) &&
    offer.port >= 1 &&
    offer.port <= 65535
  );
}
