/** The MD5 stream with which RADIUS hides values from those who do not know the secret (RFC 2865 §5.2, RFC 2868 §3.5). */

import { hash } from 'node:crypto';
import { concat, plain, type Secret } from '@sallyport/core';

const BLOCK = 16;

/** `length` is whole blocks. `start` is what follows the secret in the first digest; after it comes the ciphertext before. */
export function hideBlocks(plaintext: Uint8Array, secret: Secret, start: Uint8Array): Uint8Array {
  const out = new Uint8Array(plaintext.length);
  let previous = start;
  for (let offset = 0; offset < plaintext.length; offset += BLOCK) {
    xorInto(out, plaintext, digest(secret, previous), offset);
    previous = out.subarray(offset, offset + BLOCK);
  }
  return out;
}

export function revealBlocks(ciphertext: Uint8Array, secret: Secret, start: Uint8Array): Uint8Array {
  const out = new Uint8Array(ciphertext.length);
  let previous = start;
  for (let offset = 0; offset < ciphertext.length; offset += BLOCK) {
    xorInto(out, ciphertext, digest(secret, previous), offset);
    previous = ciphertext.subarray(offset, offset + BLOCK);
  }
  return out;
}

/** `bytes` with zeros up to whole blocks; at least one. */
export function padded(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.max(BLOCK, Math.ceil(bytes.length / BLOCK) * BLOCK));
  out.set(bytes);
  return out;
}

export function isWholeBlocks(length: number): boolean {
  return length > 0 && length % BLOCK === 0;
}

function digest(secret: Secret, after: Uint8Array): Uint8Array {
  return plain(hash('md5', concat(secret.expose(), after), 'buffer'));
}

function xorInto(out: Uint8Array, bytes: Uint8Array, stream: Uint8Array, offset: number): void {
  for (let i = 0; i < BLOCK && offset + i < bytes.length; i++) {
    out[offset + i] = (bytes[offset + i] ?? 0) ^ (stream[i] ?? 0);
  }
}
