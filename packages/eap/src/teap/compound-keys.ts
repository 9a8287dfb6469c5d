/**
 * The keys that tie the inner methods to the tunnel and to each other (RFC 9930 §5).
 *
 * There are two chains, one over the EMSKs of the inner methods and one over their MSKs (§5.2); the last Crypto-Binding says
 * which of them gives the keys.
 */

import { createHmac } from 'node:crypto';
import { concat, Secret, utf8 } from '@sallyport/core';
import type { MethodKeys } from '../method.ts';

export type TlsHash = 'sha256' | 'sha384';

const S_IMCK = 40;
const IMCK = 60;
const IMSK = 32;
const KEY = 64;
export const SEED = S_IMCK;

/** Suites whose hash is SHA-384; the others that are offered here have SHA-256. */
const SHA384_SUITES = new Set([0x1302, 0xc02c, 0xc030]);

export function hashOfSuite(suite: number): TlsHash {
  return SHA384_SUITES.has(suite) ? 'sha384' : 'sha256';
}

/** P_hash of TLS 1.2 (RFC 5246 §5), which RFC 9930 §5.2 takes for TLS 1.3 as well. */
export function tlsPrf(hash: TlsHash, secret: Secret, label: string, seed: Uint8Array, length: number): Uint8Array {
  const hmac = (data: Uint8Array) => createHmac(hash, secret.expose()).update(data).digest();
  const labelled = concat(utf8(label), seed);
  const blocks: Uint8Array[] = [];
  let a: Uint8Array = labelled;
  for (let made = 0; made < length; made += blocks.at(-1)?.length ?? length) {
    a = hmac(a);
    blocks.push(hmac(concat(a, labelled)));
  }
  return concat(...blocks).slice(0, length);
}

/** One chain over the inner methods. */
interface Chain {
  readonly simck: Secret;
  readonly cmk: Secret | undefined;
}

/** Which keys of the inner methods a Compound MAC is made with. */
export type BindingKind = 'emsk' | 'msk';

/** What the keys are when there was no inner method: see the README. */
export type KeysWithoutInner = 'session-key-seed' | 'zero-imsk';

export class CompoundKeys {
  readonly #hash: TlsHash;
  readonly #withoutInner: KeysWithoutInner;
  readonly #seed: Secret;
  #chains: Readonly<Record<BindingKind, Chain>>;
  #inner = 0;

  /** `seed`: session_key_seed, 40 bytes. */
  constructor(hash: TlsHash, seed: Secret, withoutInner: KeysWithoutInner) {
    this.#hash = hash;
    this.#seed = seed;
    this.#withoutInner = withoutInner;
    this.#chains = { emsk: { simck: seed, cmk: undefined }, msk: { simck: seed, cmk: undefined } };
  }

  /** Takes in the keys of an inner method that succeeded. */
  add(keys: Pick<MethodKeys, 'msk' | 'emsk'>): void {
    const imskOfEmsk = tlsPrf(this.#hash, keys.emsk, 'TEAPbindkey@ietf.org', Uint8Array.of(0, 0, KEY), IMSK);
    const imskOfMsk = new Uint8Array(IMSK);
    imskOfMsk.set(keys.msk.expose().subarray(0, IMSK));
    this.#chains = {
      emsk: this.#next(this.#chains.emsk, imskOfEmsk),
      msk: this.#next(this.#chains.msk, imskOfMsk),
    };
    this.#inner++;
  }

  /** The key of Compound MACs of this kind, or undefined when there is none. Without inner methods it is made of zeros (§5.3). */
  cmk(kind: BindingKind): Secret | undefined {
    if (this.#inner === 0) {
      return kind === 'msk' ? this.#next(this.#chains.msk, new Uint8Array(IMSK)).cmk : undefined;
    }
    return this.#chains[kind].cmk;
  }

  /** MSK and EMSK of TEAP, once the end is bound (§5.4). */
  derive(kind: BindingKind): Pick<MethodKeys, 'msk' | 'emsk'> {
    const simck = this.#final(kind);
    const key = (label: string) => Secret.of(tlsPrf(this.#hash, simck, label, new Uint8Array(0), KEY));
    return { msk: key('Session Key Generating Function'), emsk: key('Extended Session Key Generating Function') };
  }

  /** The MAC of a Crypto-Binding (§5.3): 20 bytes. */
  mac(cmk: Secret, buffer: Uint8Array): Uint8Array {
    return createHmac(this.#hash, cmk.expose()).update(buffer).digest().subarray(0, 20);
  }

  #final(kind: BindingKind): Secret {
    if (this.#inner > 0) return this.#chains[kind].simck;
    if (this.#withoutInner === 'session-key-seed') return this.#seed;
    return this.#next(this.#chains.msk, new Uint8Array(IMSK)).simck;
  }

  #next({ simck }: Chain, imsk: Uint8Array): Chain {
    const imck = tlsPrf(this.#hash, simck, 'Inner Methods Compound Keys', imsk, IMCK);
    return { simck: Secret.of(imck.subarray(0, S_IMCK)), cmk: Secret.of(imck.subarray(S_IMCK)) };
  }
}
