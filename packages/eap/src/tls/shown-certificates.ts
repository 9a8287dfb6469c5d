/** The certificates of a server as they pass by in the clear, in TLS 1.2 (RFC 5246 §7.4.2). */

import { concat } from '@sallyport/core';
import { recordsOf } from './hello.ts';

const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const CERTIFICATE = 11;
const CERTIFICATE_STATUS = 22;
/** The one type of status there is (RFC 6066 §8). */
const OCSP = 1;
const HEADER = 4;
const MAX_CHAIN = 32;

export interface ShownCertificates {
  /** DER, end entity first. */
  readonly chain: readonly Uint8Array[];
  /** The response of OCSP that came with them (RFC 6066 §8). */
  readonly stapledOcsp: Uint8Array | undefined;
}

/** Of a flight that is not encrypted; undefined when it has no Certificate message. */
export function shownCertificates(flight: Uint8Array): ShownCertificates | undefined {
  const bodies = new Map<number, Uint8Array>();
  const messages = handshakeOf(flight);
  for (let at = 0; at + HEADER <= messages.length; ) {
    const end = at + HEADER + uint24(messages, at + 1);
    bodies.set(messages[at] ?? 0, messages.subarray(at + HEADER, end));
    at = end;
  }
  const certificate = bodies.get(CERTIFICATE);
  if (certificate === undefined) return undefined;
  return { chain: readList(certificate), stapledOcsp: readStatus(bodies.get(CERTIFICATE_STATUS)) };
}

function handshakeOf(flight: Uint8Array): Uint8Array {
  const handshake: Uint8Array[] = [];
  for (const { type, content } of recordsOf(flight)) {
    // What follows is encrypted, and reads like anything.
    if (type === CHANGE_CIPHER_SPEC) break;
    if (type === HANDSHAKE) handshake.push(content);
  }
  return concat(...handshake);
}

function readStatus(body: Uint8Array | undefined): Uint8Array | undefined {
  if (body?.[0] !== OCSP) return undefined;
  return body.slice(4, 4 + uint24(body, 1));
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
