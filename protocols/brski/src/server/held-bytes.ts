/** How much memory it costs to remember something: an estimate from above, for bounds. */

import type { Certificate } from '@sallyport/pki';

/** For the objects around the bytes. */
const OVERHEAD = 8 << 10;

/** A certificate read out of a message keeps the whole message in memory, since it is a view of it. */
export function heldBytes(certificates: readonly Certificate[]): number {
  const messages = new Set(certificates.map(({ der }) => der.buffer));
  return [...messages].reduce((sum, { byteLength }) => sum + byteLength, OVERHEAD);
}

/** A request while it is worked on: as it came, opened, and enclosed in base64 in the next one, beside the answer. */
export function heldByRequest(body: Uint8Array): number {
  return OVERHEAD + 4 * body.length;
}
