/** Transmission parameters (RFC 7252 §4.8) and the times derived from them. */

import { HOUR, type Milliseconds, SECOND } from '@sallyport/core';
import { fail } from './errors.ts';

export interface TransmissionParameters {
  /** ACK_TIMEOUT. */
  readonly ackTimeout: Milliseconds;
  /** ACK_RANDOM_FACTOR, 1 or more. */
  readonly ackRandomFactor: number;
  /** MAX_RETRANSMIT. */
  readonly maxRetransmit: number;
  /** NSTART: interactions with one peer at the same time. */
  readonly nstart: number;
  /** DEFAULT_LEISURE: responses to multicast requests leave within it (§8.2). */
  readonly leisure: Milliseconds;
  /** MAX_LATENCY: the longest a datagram takes. */
  readonly maxLatency: Milliseconds;
  /** PROCESSING_DELAY: after it, a request that is still worked on is acknowledged by itself (§5.2.2). */
  readonly processingDelay: Milliseconds;
  /** Length of tokens in bytes, 0 to 8. */
  readonly tokenLength: number;
  /** Of every so many notifications to one observer one is confirmable (RFC 7641 §4.5). */
  readonly confirmableEvery: number;
  /** A confirmable notification at least this often (RFC 7641 §4.5). */
  readonly confirmableAfter: Milliseconds;
  /** Between non-confirmable notifications while the round-trip time is not known (RFC 7641 §4.5.1). */
  readonly notificationInterval: Milliseconds;
}

export const DEFAULT_PARAMETERS: TransmissionParameters = {
  ackTimeout: 2 * SECOND,
  ackRandomFactor: 1.5,
  maxRetransmit: 4,
  nstart: 1,
  leisure: 5 * SECOND,
  maxLatency: 100 * SECOND,
  // Well under ACK_TIMEOUT, so that the client does not send again what is being worked on.
  processingDelay: 500,
  tokenLength: 8,
  confirmableEvery: 10,
  confirmableAfter: 24 * HOUR,
  notificationInterval: 3 * SECOND,
};

/** RFC 7252 §4.8.2. */
export interface DerivedTimes {
  /** MAX_TRANSMIT_SPAN: from the first transmission of a message to its last. */
  readonly maxTransmitSpan: Milliseconds;
  /** MAX_TRANSMIT_WAIT: from the first transmission to giving up. */
  readonly maxTransmitWait: Milliseconds;
  /** EXCHANGE_LIFETIME: how long the ID of a confirmable message stays taken. */
  readonly exchangeLifetime: Milliseconds;
  /** NON_LIFETIME: the same for a non-confirmable message. */
  readonly nonLifetime: Milliseconds;
}

export function deriveTimes(parameters: TransmissionParameters): DerivedTimes {
  const { ackTimeout, ackRandomFactor, maxRetransmit, maxLatency } = parameters;
  const longest = ackTimeout * ackRandomFactor;
  const maxTransmitSpan = longest * (2 ** maxRetransmit - 1);
  return {
    maxTransmitSpan,
    maxTransmitWait: longest * (2 ** (maxRetransmit + 1) - 1),
    // The specification takes ACK_TIMEOUT for PROCESSING_DELAY here: what the peer's is, is not known.
    exchangeLifetime: maxTransmitSpan + 2 * maxLatency + ackTimeout,
    nonLifetime: maxTransmitSpan + maxLatency,
  };
}

/** What a timer of the system can wait for. */
export const LONGEST_SPAN: Milliseconds = 2 ** 31 - 1;

/** @throws E_COAP_ARGUMENT */
export function completeParameters(given: Partial<TransmissionParameters> = {}): TransmissionParameters {
  const parameters = { ...DEFAULT_PARAMETERS, ...given };
  const { ackRandomFactor, maxRetransmit, nstart, tokenLength, confirmableEvery } = parameters;
  const isSane =
    Object.values(parameters).every((value) => Number.isFinite(value) && value >= 0) &&
    ackRandomFactor >= 1 &&
    isBetween(maxRetransmit, 0, 16) &&
    isBetween(nstart, 1, 1024) &&
    isBetween(tokenLength, 0, 8) &&
    isBetween(confirmableEvery, 1, Number.MAX_SAFE_INTEGER);
  if (!isSane || deriveTimes(parameters).exchangeLifetime > LONGEST_SPAN)
    throw fail('E_COAP_ARGUMENT', 'transmission parameters out of range');
  return parameters;
}

function isBetween(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
