/** What the other side presented. */

import type { TLSSocket } from 'node:tls';
import { plain } from '@sallyport/core';

/** Longest chain that is looked at. */
const MAX_CHAIN = 32;

/** DER, as it was sent: node hands it out so on the first call alone, and not before the handshake is done. */
export function presentedChain(socket: TLSSocket): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && chain.length < MAX_CHAIN) {
    chain.push(plain(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}
