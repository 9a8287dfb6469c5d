/** The encrypted form of one shared secret: JSON, AES-256-GCM under a key that scrypt makes of the passphrase. */

import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto';
import {
  concat,
  fromBase64,
  isJsonObject,
  type JsonValue,
  parseJson,
  plain,
  Secret,
  toBase64,
  utf8,
} from '@sallyport/core';
import { fail } from '../errors.ts';

export const MAX_SEALED_FILE = 4096;
export const SALT_OCTETS = 16;
export const NONCE_OCTETS = 12;

const FORMAT = 'sallyport-secret';
const VERSION = 1;
const CIPHER = 'aes-256-gcm';
const TAG_OCTETS = 16;
const KEY_OCTETS = 32;
/** 128 MiB and some tenths of a second. */
const SCRYPT = { cost: 2 ** 17, blockSize: 8, parallelization: 1, maxmem: 300 << 20 };

export interface SealedSecret {
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  /** Ciphertext with the tag behind it. */
  readonly sealed: Uint8Array;
}

export function deriveKey(passphrase: Secret, salt: Uint8Array): Promise<Secret> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.expose(), salt, KEY_OCTETS, SCRYPT, (error, key) => {
      if (error === null) resolve(Secret.of(key));
      else reject(fail('E_DOMAIN_SECRET', 'no key could be made of the passphrase', { cause: error }));
      key?.fill(0);
    });
  });
}

/** `name` is authenticated with it, so that files cannot be swapped. A nonce must not be used twice with a key. */
export function seal(name: string, secret: Secret, key: Secret, salt: Uint8Array, nonce: Uint8Array): SealedSecret {
  const cipher = createCipheriv(CIPHER, key.expose(), nonce, { authTagLength: TAG_OCTETS });
  cipher.setAAD(authenticated(name));
  return { salt, nonce, sealed: concat(cipher.update(secret.expose()), cipher.final(), cipher.getAuthTag()) };
}

/** @throws E_DOMAIN_SECRET */
export function unseal(name: string, { nonce, sealed }: SealedSecret, key: Secret): Secret {
  try {
    const decipher = createDecipheriv(CIPHER, key.expose(), nonce, { authTagLength: TAG_OCTETS });
    decipher.setAAD(authenticated(name));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_OCTETS));
    const head = decipher.update(sealed.subarray(0, sealed.length - TAG_OCTETS));
    return Secret.of(plain(Buffer.concat([head, decipher.final()])));
  } catch {
    throw fail('E_DOMAIN_SECRET', `the secret of ${name} does not open: damaged, or sealed with another passphrase`);
  }
}

export function encodeSealed({ salt, nonce, sealed }: SealedSecret): Uint8Array {
  const document = {
    format: FORMAT,
    version: VERSION,
    cipher: CIPHER,
    salt: toBase64(salt),
    nonce: toBase64(nonce),
    sealed: toBase64(sealed),
  };
  return utf8(`${JSON.stringify(document, undefined, 2)}\n`);
}

/** @throws E_DOMAIN_SECRET */
export function decodeSealed(name: string, bytes: Uint8Array): SealedSecret {
  try {
    const document = parseJson(bytes, { maxBytes: MAX_SEALED_FILE, maxDepth: 2 });
    if (isJsonObject(document) && document['format'] === FORMAT && document['version'] === VERSION) {
      const [salt, nonce, sealed] = ['salt', 'nonce', 'sealed'].map((field) => octetsIn(document[field]));
      if (salt?.length === SALT_OCTETS && nonce?.length === NONCE_OCTETS && sealed && sealed.length > TAG_OCTETS) {
        return { salt, nonce, sealed };
      }
    }
  } catch (cause) {
    throw fail('E_DOMAIN_SECRET', `the file with the secret of ${name} is damaged`, { cause });
  }
  throw fail('E_DOMAIN_SECRET', `the file with the secret of ${name} is damaged`);
}

function octetsIn(value: JsonValue | undefined): Uint8Array {
  return fromBase64(typeof value === 'string' ? value : '');
}

function authenticated(name: string): Uint8Array {
  return utf8(JSON.stringify({ format: FORMAT, version: VERSION, cipher: CIPHER, name }));
}
