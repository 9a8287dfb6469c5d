/** How long, how large, how many. */

import { MINUTE, type Milliseconds, SECOND } from '@sallyport/core';
import { fail } from './errors.ts';

/** What holds for one association. */
export interface DtlsLimits {
  /** Largest datagram sent, in bytes. */
  readonly mtu: number;
  /** Wait before a flight is sent again the first time; doubles with each time (RFC 6347 §4.2.4.1). */
  readonly initialTimeout: Milliseconds;
  /** Longest such wait. */
  readonly maximumTimeout: Milliseconds;
  /** Longest handshake, from its first flight. */
  readonly handshakeTimeout: Milliseconds;
  /** Ends an association over which nothing authentic came for so long; undefined for never. */
  readonly idleTimeout: Milliseconds | undefined;
  /** Largest handshake message taken, in bytes: a Certificate message in practice. */
  readonly maxMessage: number;
  /**
   * Forged records after which the keys of an association are given up. RFC 9147 §4.5.3 leaves it open how many a tag
   * of eight bytes withstands; with 2^22 the chance that one of them is taken is 2^-42.
   */
  readonly maxForgeries: number;
}

export const DEFAULT_LIMITS: DtlsLimits = {
  // IPv6’s least MTU of 1280 without the headers of IPv6 and UDP.
  mtu: 1232,
  initialTimeout: SECOND,
  maximumTimeout: MINUTE,
  handshakeTimeout: 90 * SECOND,
  idleTimeout: undefined,
  maxMessage: 16 << 10,
  maxForgeries: 2 ** 22,
};

/** Below this a record would hold next to nothing. */
const MIN_MTU = 128;

/** @throws E_DTLS_ARGUMENT */
export function limitsOf(given: Partial<DtlsLimits> = {}): DtlsLimits {
  const limits = { ...DEFAULT_LIMITS, ...given };
  if (!Number.isInteger(limits.mtu) || limits.mtu < MIN_MTU || limits.mtu > 0xffff) {
    throw fail('E_DTLS_ARGUMENT', `an MTU has from ${MIN_MTU} to 65535 bytes`);
  }
  for (const span of [limits.initialTimeout, limits.maximumTimeout, limits.handshakeTimeout]) {
    if (!(span > 0 && Number.isFinite(span))) throw fail('E_DTLS_ARGUMENT', 'a time limit is a positive number');
  }
  return limits;
}
