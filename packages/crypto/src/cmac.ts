/** AES-CMAC (RFC 4493, SP 800-38B) and AES-CMAC-PRF-128 (RFC 4615) on node:crypto's AES. */

import { type Cipheriv, createCipheriv } from 'node:crypto';
import { aesKeyLength } from './aes-key.ts';

const BLOCK = 16;
/** The polynomial x^128 + x^7 + x^2 + x + 1, its low byte (RFC 4493 §2.3). */
const RB = 0x87;
const CIPHERS = { 16: 'aes-128-ecb', 24: 'aes-192-ecb', 32: 'aes-256-ecb' } as const;

/** CMAC under one key. Keeps the expanded key, so that many short messages cost little more than their AES blocks. */
export class AesCmac {
  readonly #cipher: Cipheriv;
  readonly #whole: Uint8Array;
  readonly #padded: Uint8Array;

  /** @throws E_CRYPTO_KEY unless the key has 16, 24 or 32 bytes */
  constructor(key: Uint8Array) {
    this.#cipher = createCipheriv(CIPHERS[aesKeyLength(key)], key, null).setAutoPadding(false);
    this.#whole = double(this.#cipher.update(new Uint8Array(BLOCK)));
    this.#padded = double(this.#whole);
  }

  /** The 16-byte tag of `message`, which may be empty (RFC 4493 §2.4). */
  tag(message: Uint8Array): Uint8Array {
    const last = Math.max(0, Math.ceil(message.length / BLOCK) - 1) * BLOCK;
    const state = new Uint8Array(BLOCK);
    for (let at = 0; at < last; at += BLOCK) {
      for (let i = 0; i < BLOCK; i++) state[i] = (state[i] ?? 0) ^ (message[at + i] ?? 0);
      state.set(this.#cipher.update(state));
    }
    const rest = message.length - last;
    const mask = rest === BLOCK ? this.#whole : this.#padded;
    for (let i = 0; i < BLOCK; i++) {
      const byte = i < rest ? (message[last + i] ?? 0) : i === rest ? 0x80 : 0;
      state[i] = (state[i] ?? 0) ^ byte ^ (mask[i] ?? 0);
    }
    return Uint8Array.from(this.#cipher.update(state));
  }
}

/** The 16-byte AES-CMAC of `message`. @throws E_CRYPTO_KEY */
export function aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return new AesCmac(key).tag(message);
}

/** AES-CMAC-PRF-128 (RFC 4615 §3): AES-CMAC under a key of any length, folded to 16 bytes where it has another. */
export function cmacPrf128(key: Uint8Array): AesCmac {
  return new AesCmac(key.length === BLOCK ? key : aesCmac(new Uint8Array(BLOCK), key));
}

/** Multiplies by x in GF(2^128) (RFC 4493 §2.3), without a branch on the secret bit that falls out. */
function double(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(BLOCK);
  for (let i = 0; i < BLOCK; i++) out[i] = ((block[i] ?? 0) << 1) | ((block[i + 1] ?? 0) >> 7);
  out[BLOCK - 1] = (out[BLOCK - 1] ?? 0) ^ (RB & -((block[0] ?? 0) >> 7));
  return out;
}
