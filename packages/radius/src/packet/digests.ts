/** The two proofs a packet carries: MD5 authenticators (RFC 2865 §3, RFC 2866 §3) and Message-Authenticator (RFC 3579 §3.2). */

import { hash, timingSafeEqual } from 'node:crypto';
import { plain, type Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET, MAX_PACKET_LENGTH, type Packet } from './packet.ts';

export const MESSAGE_AUTHENTICATOR = 80;
export const ZERO_AUTHENTICATOR = new Uint8Array(AUTHENTICATOR_LENGTH);

/** MD5 of the packet with `authenticator` in its header, and the secret. */
export function signedAuthenticator(bytes: Uint8Array, authenticator: Uint8Array, secret: Secret): Uint8Array {
  const length = bytes.length + secret.length;
  const message = copied(bytes, authenticator, length);
  message.set(secret.expose(), bytes.length);
  const digest = plain(hash('md5', message, 'buffer'));
  message.fill(0, bytes.length);
  return digest;
}

/** HMAC-MD5 (RFC 2104 §2) of the packet with `authenticator` in its header and zeros at `offset`, where the result stands. */
export function messageAuthenticator(
  bytes: Uint8Array,
  offset: number,
  authenticator: Uint8Array,
  secret: Secret,
): Uint8Array {
  const { inner, outer } = padsOf(secret);
  const message = workbench.subarray(0, BLOCK + bytes.length);
  message.set(inner);
  message.set(bytes, BLOCK);
  message.set(authenticator, BLOCK + AUTHENTICATOR_OFFSET);
  message.fill(0, BLOCK + offset, BLOCK + offset + AUTHENTICATOR_LENGTH);
  const digest = hash('md5', message, 'buffer');
  const last = workbench.subarray(0, BLOCK + digest.length);
  last.set(outer);
  last.set(digest, BLOCK);
  const result = plain(hash('md5', last, 'buffer'));
  last.fill(0, 0, BLOCK);
  return result;
}

/**
 * Where in the packet the value of Message-Authenticator begins; undefined without one.
 * @throws E_RADIUS_MESSAGE_AUTHENTICATOR when it has not 16 octets, E_RADIUS_MESSAGE_AUTHENTICATOR_REPEATED
 */
export function findMessageAuthenticator({ attributes, bytes }: Packet): number | undefined {
  const [found, ...more] = attributes.filter(({ type }) => type === MESSAGE_AUTHENTICATOR);
  if (found === undefined) return undefined;
  if (more.length > 0) throw fail('E_RADIUS_MESSAGE_AUTHENTICATOR_REPEATED', 'more than one Message-Authenticator');
  if (found.value.length !== AUTHENTICATOR_LENGTH) {
    throw fail('E_RADIUS_MESSAGE_AUTHENTICATOR', `a Message-Authenticator of ${found.value.length} octets`);
  }
  return found.value.byteOffset - bytes.byteOffset;
}

export function digestsEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Of MD5, in octets. */
const BLOCK = 64;
const INNER = 0x36;
const OUTER = 0x5c;

interface Pads {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

/** The padded keys (RFC 2104 §4), made once for each secret: an Hmac of node:crypto costs several times its two digests. */
const pads = new WeakMap<Secret, Pads>();

function padsOf(secret: Secret): Pads {
  let known = pads.get(secret);
  if (known === undefined) {
    const key = new Uint8Array(BLOCK);
    key.set(secret.length > BLOCK ? hash('md5', secret.expose(), 'buffer') : secret.expose());
    known = { inner: key.map((octet) => octet ^ INNER), outer: key.map((octet) => octet ^ OUTER) };
    key.fill(0);
    pads.set(secret, known);
  }
  return known;
}

/** Where packets are made ready for a digest: four of them for each request would else each take memory of their own. */
const workbench = new Uint8Array(2 * MAX_PACKET_LENGTH);

/** A copy with `authenticator` in its header and room up to `length`, good until the next one is made. */
function copied(bytes: Uint8Array, authenticator: Uint8Array, length: number): Uint8Array {
  const copy = length > workbench.length ? new Uint8Array(length) : workbench.subarray(0, length);
  copy.set(bytes);
  copy.set(authenticator, AUTHENTICATOR_OFFSET);
  return copy;
}
