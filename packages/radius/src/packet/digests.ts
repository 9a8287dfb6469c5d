/** The two proofs a packet carries: MD5 authenticators (RFC 2865 §3, RFC 2866 §3) and Message-Authenticator (RFC 3579 §3.2). */

import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { concat, plain, type Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET, type Packet } from './packet.ts';

export const MESSAGE_AUTHENTICATOR = 80;
export const ZERO_AUTHENTICATOR = new Uint8Array(AUTHENTICATOR_LENGTH);

/** MD5 of the packet with `authenticator` in its header, and the secret. */
export function signedAuthenticator(bytes: Uint8Array, authenticator: Uint8Array, secret: Secret): Uint8Array {
  return plain(hash('md5', concat(withAuthenticator(bytes, authenticator), secret.expose()), 'buffer'));
}

/** HMAC-MD5 of the packet with `authenticator` in its header and zeros at `offset`, where the result stands. */
export function messageAuthenticator(
  bytes: Uint8Array,
  offset: number,
  authenticator: Uint8Array,
  secret: Secret,
): Uint8Array {
  const message = withAuthenticator(bytes, authenticator).fill(0, offset, offset + AUTHENTICATOR_LENGTH);
  return plain(createHmac('md5', keyOf(secret)).update(message).digest());
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

/** Made once for each secret: making it costs more than using it. */
const keys = new WeakMap<Secret, KeyObject>();

function keyOf(secret: Secret): KeyObject {
  let key = keys.get(secret);
  if (key === undefined) {
    key = createSecretKey(secret.expose());
    keys.set(secret, key);
  }
  return key;
}

function withAuthenticator(bytes: Uint8Array, authenticator: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(authenticator, AUTHENTICATOR_OFFSET);
  return copy;
}
