/**
 * One attempt of one joiner, named alike by all who see it: the joiner, the Joiner Router, the Commissioner.
 *
 * No message of MeshCoP carries a name for it. All three see the ClientHello, whose random is fresh for each handshake and
 * public, and the joiner's interface identifier. So its onboarding session is named by both.
 */

import { createHash } from 'node:crypto';
import { bytesEqual, toHex } from '@sallyport/core';
import { interfaceIdOf } from './addresses.ts';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const RECORD_HEADER = 13;
const HANDSHAKE_HEADER = 12;
const FRAGMENT_OFFSET = RECORD_HEADER + 6;
const RANDOM = RECORD_HEADER + HANDSHAKE_HEADER + 2;
const RANDOM_LENGTH = 32;

/** The random of the ClientHello that a datagram begins with, or undefined (RFC 6347 §4.2.2, RFC 5246 §7.4.1.2). */
export function clientRandomOf(datagram: Uint8Array): Uint8Array | undefined {
  if (datagram.length < RANDOM + RANDOM_LENGTH) return undefined;
  if (datagram[0] !== HANDSHAKE || datagram[RECORD_HEADER] !== CLIENT_HELLO) return undefined;
  if (!bytesEqual(datagram.subarray(FRAGMENT_OFFSET, FRAGMENT_OFFSET + 3), new Uint8Array(3))) return undefined;
  return datagram.subarray(RANDOM, RANDOM + RANDOM_LENGTH);
}

/** The name of the onboarding session of the joiner with `interfaceId`, once its ClientHello has been seen. */
export function attemptOf(interfaceId: Uint8Array, clientRandom: Uint8Array | undefined): string {
  const joinerId = toHex(interfaceIdOf(interfaceId));
  if (clientRandom === undefined) return joinerId;
  return `${joinerId}-${createHash('sha256').update(clientRandom).digest('hex').slice(0, 8)}`;
}
