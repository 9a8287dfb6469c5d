/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) to and from key objects. */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { plain, toBase64 } from '@sallyport/core';
import { DerReader, TAG } from '@sallyport/der';
import { digest, rememberKeyType } from './algorithms.ts';
import { fail } from './errors.ts';

/** The keys imported last, by SubjectPublicKeyInfo: authorities and registrars show the same few again and again. */
const imported = new Map<string, KeyObject>();
const MAX_IMPORTED = 256;

/** The key in a SubjectPublicKeyInfo. @throws E_PKI_KEY when OpenSSL cannot read it */
export function importPublicKey(spki: Uint8Array): KeyObject {
  const encoding = toBase64(spki);
  const key = imported.get(encoding) ?? readPublicKey(spki, encoding);
  // Moved to the end, so that the first is the one not asked for the longest.
  imported.delete(encoding);
  imported.set(encoding, key);
  const [first] = imported.keys();
  if (imported.size > MAX_IMPORTED && first !== undefined) imported.delete(first);
  return key;
}

function readPublicKey(spki: Uint8Array, base64: string): KeyObject {
  try {
    // As PEM, for OpenSSL's decoders take twice as long to find out what a bare DER value is.
    const key = createPublicKey(`-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----`);
    rememberKeyType(key, readSpki(spki).algorithm);
    return key;
  } catch (cause) {
    throw fail('E_PKI_KEY', 'the public key cannot be read', { cause });
  }
}

function readSpki(spki: Uint8Array): { readonly algorithm: Uint8Array; readonly bits: Uint8Array } {
  return DerReader.whole(spki, (whole) => {
    const fields = whole.sequence();
    const algorithm = fields.element(TAG.SEQUENCE).bytes;
    const bits = fields.bitStringOctets();
    fields.finish();
    return { algorithm, bits };
  });
}

/** Encodings of keys that were asked for before: a key never changes, and encoding it costs as much as a signature. */
const encodings = new WeakMap<KeyObject, Uint8Array>();

/** The SubjectPublicKeyInfo of a key, not to be written to; bytes are taken to be one already. */
export function spkiOf(key: KeyObject | Uint8Array): Uint8Array {
  if (key instanceof Uint8Array) return key;
  let encoding = encodings.get(key);
  if (encoding === undefined) {
    encoding = plain(key.export({ format: 'der', type: 'spki' }));
    encodings.set(key, encoding);
  }
  return encoding;
}

/** The content of the subjectPublicKey BIT STRING. */
export function subjectPublicKeyBits(spki: Uint8Array): Uint8Array {
  return readSpki(spki).bits;
}

/** A key identifier: the leftmost 160 bits of the SHA-256 of the subjectPublicKey bits (RFC 7093 §2, method 1). */
export function keyIdentifierOf(key: KeyObject | Uint8Array): Uint8Array {
  return digest('sha256', subjectPublicKeyBits(spkiOf(key))).slice(0, 20);
}
