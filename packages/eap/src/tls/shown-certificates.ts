/** The certificates of a server as they pass by in the clear, in TLS 1.2 (RFC 5246 §7.4.2). */

import { concat } from '@sallyport/core';
import { recordsOf } from './hello.ts';

const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const CERTIFICATE = 11;
const HEADER = 4;
const MAX_CHAIN = 32;

/** Of the Certificate message in a flight that is not encrypted, end entity first; undefined when there is none. */
export function shownCertificates(flight: Uint8Array): readonly Uint8Array[] | undefined {
  const handshake: Uint8Array[] = [];
  for (const { type, content } of recordsOf(flight)) {
    // What follows is encrypted, and reads like anything.
    if (type === CHANGE_CIPHER_SPEC) break;
    if (type === HANDSHAKE) handshake.push(content);
  }
  const messages = concat(...handshake);
  for (let at = 0; at + HEADER <= messages.length; ) {
    const end = at + HEADER + uint24(messages, at + 1);
    if (messages[at] === CERTIFICATE) return readList(messages.subarray(at + HEADER, end));
    at = end;
  }
  return undefined;
}

/** What is cut off is left out: TLS will find fault with it. */
function readList(body: Uint8Array): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  for (let at = 3; at + 3 <= body.length && chain.length < MAX_CHAIN; ) {
    const end = at + 3 + uint24(body, at);
    chain.push(body.slice(at + 3, end));
    at = end;
  }
  return chain;
}

function uint24(bytes: Uint8Array, at: number): number {
  const [high = 0, middle = 0, low = 0] = bytes.subarray(at, at + 3);
  return (high << 16) | (middle << 8) | low;
}
