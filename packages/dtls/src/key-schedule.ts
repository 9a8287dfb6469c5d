/**
 * From the premaster secret to keys: the TLS 1.2 PRF with SHA-256 and what is made with it (RFC 5246 §5, §6.3, §7.4.9,
 * §8.1).
 */

import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { concat, plain, Secret, utf8 } from '@sallyport/core';
import { fail } from './errors.ts';
import { AEADS } from './record/aead.ts';
import type { RecordKeys } from './record/protection.ts';
import type { CipherSuite } from './suites.ts';

const MASTER_SECRET_LENGTH = 48;
const VERIFY_DATA_LENGTH = 12;

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return plain(createHmac('sha256', key).update(data).digest());
}

/** PRF(secret, label, seed), RFC 5246 §5. */
export function prf(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array {
  const labelled = concat(utf8(label), seed);
  const out = new Uint8Array(length);
  let a = labelled;
  for (let offset = 0; offset < length; ) {
    a = hmac(secret, a);
    const block = hmac(secret, concat(a, labelled)).subarray(0, length - offset);
    out.set(block, offset);
    offset += block.length;
  }
  return out;
}

export type Side = 'client' | 'server';

/** The secrets of one handshake and what they are bound to. */
export class KeySchedule {
  readonly #master: Secret;
  readonly #clientRandom: Uint8Array;
  readonly #serverRandom: Uint8Array;
  readonly #suite: CipherSuite;

  /**
   * @param sessionHash - of the handshake up to ClientKeyExchange: makes the master secret the extended one (RFC 7627
   * §4)
   */
  constructor(options: {
    readonly suite: CipherSuite;
    readonly premaster: Secret;
    readonly clientRandom: Uint8Array;
    readonly serverRandom: Uint8Array;
    readonly sessionHash: Uint8Array | undefined;
  }) {
    this.#suite = options.suite;
    this.#clientRandom = options.clientRandom;
    this.#serverRandom = options.serverRandom;
    const master =
      options.sessionHash === undefined
        ? prf(options.premaster.expose(), 'master secret', this.#randoms('client'), MASTER_SECRET_LENGTH)
        : prf(options.premaster.expose(), 'extended master secret', options.sessionHash, MASTER_SECRET_LENGTH);
    this.#master = Secret.of(master);
    master.fill(0);
    options.premaster.wipe();
  }

  /** RFC 5246 §6.3: client key, server key, client IV, server IV; an AEAD has no MAC keys. */
  keyBlock(): Secret {
    const { keyLength, fixedIvLength } = AEADS[this.#suite.aead];
    const length = 2 * (keyLength + fixedIvLength);
    return Secret.of(prf(this.#master.expose(), 'key expansion', this.#randoms('server'), length));
  }

  /** What protects the records that `side` writes. */
  recordKeys(side: Side): RecordKeys {
    const { keyLength, fixedIvLength } = AEADS[this.#suite.aead];
    const block = this.keyBlock();
    const index = side === 'client' ? 0 : 1;
    const ivs = 2 * keyLength + index * fixedIvLength;
    const keys = {
      aead: this.#suite.aead,
      key: createSecretKey(block.expose().subarray(index * keyLength, (index + 1) * keyLength)),
      fixedIv: block.expose().slice(ivs, ivs + fixedIvLength),
    };
    block.wipe();
    return keys;
  }

  /** RFC 5246 §7.4.9 */
  verifyData(side: Side, handshakeHash: Uint8Array): Uint8Array {
    return prf(this.#master.expose(), `${side} finished`, handshakeHash, VERIFY_DATA_LENGTH);
  }

  /** @throws E_DTLS_FINISHED */
  checkFinished(side: Side, handshakeHash: Uint8Array, verifyData: Uint8Array): void {
    const expected = this.verifyData(side, handshakeHash);
    if (verifyData.length !== expected.length || !timingSafeEqual(verifyData, expected)) {
      throw fail('E_DTLS_FINISHED', `the ${side}’s Finished does not fit the handshake`);
    }
  }

  /** RFC 5705 §4. @throws E_DTLS_ARGUMENT */
  export(label: string, length: number, context: Uint8Array | undefined): Secret {
    if (RESERVED_LABELS.has(label)) throw fail('E_DTLS_ARGUMENT', `the label “${label}” is TLS’s own`);
    if (!Number.isInteger(length) || length < 1 || length > 8192) {
      throw fail('E_DTLS_ARGUMENT', 'keying material has from 1 to 8192 bytes');
    }
    if (context !== undefined && context.length > 0xffff) throw fail('E_DTLS_ARGUMENT', 'the context is too long');
    const suffix = context === undefined ? [] : [Uint8Array.of(context.length >> 8, context.length & 0xff), context];
    return Secret.of(prf(this.#master.expose(), label, concat(this.#randoms('client'), ...suffix), length));
  }

  wipe(): void {
    this.#master.wipe();
  }

  #randoms(first: Side): Uint8Array {
    return first === 'client'
      ? concat(this.#clientRandom, this.#serverRandom)
      : concat(this.#serverRandom, this.#clientRandom);
  }
}

/** RFC 5705 §4: labels that the PRF is used with already. */
const RESERVED_LABELS: ReadonlySet<string> = new Set([
  'client finished',
  'server finished',
  'master secret',
  'key expansion',
  'extended master secret',
]);
