/** How much an endpoint keeps at most. What a stranger can make it keep is counted for each peer as well. */

import { fail } from './errors.ts';
import { DEFAULT_MESSAGE_LIMITS, type MessageLimits } from './message/message.ts';

export interface EndpointLimits extends MessageLimits {
  /** Message IDs remembered to tell duplicates, and bytes of the answers kept for them. */
  readonly maxDuplicates: number;
  readonly maxDuplicateBytes: number;
  /** Peers whose next message ID is remembered. */
  readonly maxPeers: number;
  /** Messages that wait for their turn or their acknowledgement. */
  readonly maxTransmissions: number;
  readonly maxTransmissionsPerPeer: number;
  /** Requests and observations of ours whose response is awaited. */
  readonly maxExchanges: number;
  readonly maxExchangesPerPeer: number;
  /** Requests of others that are being worked on. */
  readonly maxRequests: number;
  readonly maxRequestsPerPeer: number;
  /** Observers of our resources. */
  readonly maxObservers: number;
  readonly maxObserversPerPeer: number;
  /** Bytes of a body put together from blocks, received or served. */
  readonly maxBodyBytes: number;
  /** Bodies in the middle of a block-wise transfer, in each direction, and their bytes altogether. */
  readonly maxTransfers: number;
  readonly maxTransfersPerPeer: number;
  readonly maxTransferBytes: number;
  /** The largest block sent and asked for: a power of two from 16 to 1024. */
  readonly blockBytes: number;
}

export const DEFAULT_LIMITS: EndpointLimits = {
  ...DEFAULT_MESSAGE_LIMITS,
  maxDuplicates: 16_384,
  maxDuplicateBytes: 8 * 1024 * 1024,
  maxPeers: 16_384,
  maxTransmissions: 4096,
  maxTransmissionsPerPeer: 128,
  maxExchanges: 4096,
  maxExchangesPerPeer: 256,
  maxRequests: 1024,
  maxRequestsPerPeer: 64,
  maxObservers: 1024,
  maxObserversPerPeer: 64,
  maxBodyBytes: 64 * 1024,
  maxTransfers: 64,
  maxTransfersPerPeer: 4,
  maxTransferBytes: 1024 * 1024,
  blockBytes: 1024,
};

/** @throws E_COAP_ARGUMENT */
export function completeLimits(given: Partial<EndpointLimits> = {}): EndpointLimits {
  const limits = { ...DEFAULT_LIMITS, ...given };
  if (!Object.values(limits).every((value) => Number.isInteger(value) && value > 0)) {
    throw fail('E_COAP_ARGUMENT', 'a limit is a whole number above zero');
  }
  if (![16, 32, 64, 128, 256, 512, 1024].includes(limits.blockBytes)) {
    throw fail('E_COAP_ARGUMENT', 'a block has 16, 32, 64, 128, 256, 512 or 1024 bytes');
  }
  return limits;
}
