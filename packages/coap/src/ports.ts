/** What an endpoint is given by whoever owns the sockets. */

import type { Clock, Random, Timer } from '@sallyport/core';

export interface CoapPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** Sends a datagram. `peer` is whatever the transport names the other side by. */
  readonly transmit: (datagram: Uint8Array, peer: string) => void;
}

const POOL_BYTES = 512;

/** The same randomness, drawn in larger portions: a call to the system for each token costs more than all the rest of a request. */
export function inPortions(random: Random): Random {
  let pool = random.bytes(0);
  return {
    bytes(length) {
      if (length > POOL_BYTES) return random.bytes(length);
      if (length > pool.length) pool = random.bytes(POOL_BYTES);
      const taken = pool.slice(0, length);
      pool = pool.subarray(length);
      return taken;
    },
  };
}

/** A number from 0 to 1, 1 left out. */
export function randomFraction(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
  return (a * 0x100_0000 + b * 0x1_0000 + c * 0x100 + d) / 0x1_0000_0000;
}
