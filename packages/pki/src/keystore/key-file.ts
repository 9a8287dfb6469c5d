/**
 * The encrypted form of one private key: a JSON document with PKCS #8 under AES-256-GCM.
 *
 * The header (name, type, scrypt parameters, salt) is authenticated with the key, so that files cannot be swapped.
 * A digest over the whole tells damage from a wrong passphrase: a file that is intact and does not open was
 * stored with another passphrase.
 */

import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import {
  concat,
  fromBase64,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  plain,
  type Secret,
  toBase64,
  toHex,
  utf8,
} from '@sallyport/core';
import { isKeyType, type KeyType } from '../algorithms.ts';
import { fail } from './errors.ts';
import type { ScryptParameters } from './key-derivation.ts';

export const MAX_KEY_FILE = 32 << 10;

const FORMAT = 'sallyport-key';
const VERSION = 1;
const CIPHER = 'aes-256-gcm';
export const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

export interface KeyFileHeader {
  readonly name: string;
  readonly type: KeyType;
  readonly scrypt: ScryptParameters;
  readonly salt: Uint8Array;
}

export interface KeyFile {
  readonly header: KeyFileHeader;
  readonly nonce: Uint8Array;
  /** Ciphertext with the tag behind it. */
  readonly sealed: Uint8Array;
}

/** Encrypts `plaintext`; a nonce must not be used twice with a key. */
export function sealKeyFile(header: KeyFileHeader, key: Secret, nonce: Uint8Array, plaintext: Uint8Array): KeyFile {
  const cipher = createCipheriv(CIPHER, key.expose(), nonce, { authTagLength: TAG_OCTETS });
  cipher.setAAD(authenticated(header));
  const sealed = concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
  return { header, nonce, sealed };
}

/** @throws E_KEYSTORE_PASSPHRASE */
export function openKeyFile({ header, nonce, sealed }: KeyFile, key: Secret): Uint8Array {
  const decipher = createDecipheriv(CIPHER, key.expose(), nonce, { authTagLength: TAG_OCTETS });
  decipher.setAAD(authenticated(header));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_OCTETS));
  try {
    const head = decipher.update(sealed.subarray(0, sealed.length - TAG_OCTETS));
    return plain(Buffer.concat([head, decipher.final()]));
  } catch {
    throw fail('E_KEYSTORE_PASSPHRASE', `the passphrase does not open key ${header.name}`);
  }
}

export function encodeKeyFile(file: KeyFile): Uint8Array {
  const body = bodyOf(file);
  return utf8(`${JSON.stringify({ ...body, sha256: digestOf(body) }, undefined, 2)}\n`);
}

/** @throws E_KEYSTORE_CORRUPT */
export function decodeKeyFile(bytes: Uint8Array): KeyFile {
  try {
    const document = parseJson(bytes, { maxBytes: MAX_KEY_FILE, maxDepth: 3 });
    const file = readFile(objectIn(document));
    if (!isJsonObject(document) || document['sha256'] !== digestOf(bodyOf(file))) throw damaged();
    return file;
  } catch (cause) {
    throw fail('E_KEYSTORE_CORRUPT', 'the key file is damaged', { cause });
  }
}

function readFile(document: JsonObject): KeyFile {
  const header = objectIn(document['header']);
  const scrypt = objectIn(header['scrypt']);
  const type = textIn(header['type']);
  if (header['format'] !== FORMAT || header['version'] !== VERSION || header['cipher'] !== CIPHER || !isKeyType(type)) {
    throw damaged();
  }
  const nonce = fromBase64(textIn(document['nonce']));
  const sealed = fromBase64(textIn(document['sealed']));
  if (nonce.length !== NONCE_OCTETS || sealed.length <= TAG_OCTETS) throw damaged();
  return {
    header: {
      name: textIn(header['name']),
      type,
      scrypt: {
        cost: numberIn(scrypt['cost']),
        blockSize: numberIn(scrypt['blockSize']),
        parallelization: numberIn(scrypt['parallelization']),
      },
      salt: fromBase64(textIn(scrypt['salt'])),
    },
    nonce,
    sealed,
  };
}

function headerDocument({ name, type, scrypt, salt }: KeyFileHeader): JsonObject {
  const { cost, blockSize, parallelization } = scrypt;
  return {
    format: FORMAT,
    version: VERSION,
    name,
    type,
    cipher: CIPHER,
    scrypt: { cost, blockSize, parallelization, salt: toBase64(salt) },
  };
}

function bodyOf({ header, nonce, sealed }: KeyFile): JsonObject {
  return { header: headerDocument(header), nonce: toBase64(nonce), sealed: toBase64(sealed) };
}

function authenticated(header: KeyFileHeader): Uint8Array {
  return utf8(JSON.stringify(headerDocument(header)));
}

function digestOf(body: JsonObject): string {
  return toHex(createHash('sha256').update(JSON.stringify(body)).digest());
}

function damaged() {
  return fail('E_KEYSTORE_CORRUPT', 'a field is missing or out of bounds');
}

function objectIn(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw damaged();
  return value;
}

function textIn(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw damaged();
  return value;
}

function numberIn(value: JsonValue | undefined): number {
  if (typeof value !== 'number') throw damaged();
  return value;
}
