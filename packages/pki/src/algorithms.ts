/**
 * The one table of keys and signature algorithms; nothing else enumerates them.
 *
 * A key type says how keys are made and which signature algorithm they sign with. A signature algorithm is found
 * by its object identifier when verifying, whatever the key's own preference: a P-384 key that signs with SHA-256,
 * as the certificates of RFC 8995 appendix C do, is in order.
 * RSASSA-PSS is verified (RFC 4055 §3.1) and not made. SHA-1 and MD5 are left out on purpose.
 */

import { constants, generateKeyPairSync, hash as hashOnce, type KeyObject, verify } from 'node:crypto';
import { bytesEqual, toHex } from '@sallyport/core';
import { der } from '@sallyport/der';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { fail } from './errors.ts';
import { OID } from './oids.ts';
import { readPssParameters } from './rsassa-pss.ts';

export type HashName = 'sha256' | 'sha384' | 'sha512';
export type KeyKind = 'ec' | 'rsa' | 'ed25519';

export interface SignatureAlgorithm {
  /** As OpenSSL and the RFCs write it, for people. */
  readonly name: string;
  readonly oid: string;
  readonly keyKind: KeyKind;
  /** What is hashed before signing; undefined where the algorithm hashes by itself (Ed25519). */
  readonly hash: HashName | undefined;
  /** The AlgorithmIdentifier as it stands in a signed structure. */
  readonly identifier: Uint8Array;
}

const NULL = der.nullValue();

function row(name: string, oid: string, keyKind: KeyKind, hash?: HashName): SignatureAlgorithm {
  // RFC 4055 §5: RSA has NULL parameters. RFC 5758 §3.2 and RFC 8410 §3: ECDSA and Ed25519 have none.
  const parameters = keyKind === 'rsa' ? [NULL] : [];
  return { name, oid, keyKind, hash, identifier: der.sequence(der.objectIdentifier(oid), ...parameters) };
}

const ECDSA_SHA256 = row('ecdsa-with-SHA256', OID.ecdsaWithSha256, 'ec', 'sha256');
const ECDSA_SHA384 = row('ecdsa-with-SHA384', OID.ecdsaWithSha384, 'ec', 'sha384');
const ECDSA_SHA512 = row('ecdsa-with-SHA512', OID.ecdsaWithSha512, 'ec', 'sha512');
const RSA_SHA256 = row('sha256WithRSAEncryption', OID.sha256WithRsaEncryption, 'rsa', 'sha256');
const RSA_SHA384 = row('sha384WithRSAEncryption', OID.sha384WithRsaEncryption, 'rsa', 'sha384');
const RSA_SHA512 = row('sha512WithRSAEncryption', OID.sha512WithRsaEncryption, 'rsa', 'sha512');
const ED25519 = row('Ed25519', OID.ed25519, 'ed25519');

const SIGNATURES: readonly SignatureAlgorithm[] = [
  ECDSA_SHA256,
  ECDSA_SHA384,
  ECDSA_SHA512,
  RSA_SHA256,
  RSA_SHA384,
  RSA_SHA512,
  ED25519,
];
const BY_OID = new Map(SIGNATURES.map((algorithm) => [algorithm.oid, algorithm]));

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

interface KeyAlgorithm {
  readonly kind: KeyKind;
  /** What tells keys of this kind apart: OpenSSL's curve name, or the modulus length in bits. */
  readonly parameter: string | number | undefined;
  /** The algorithm in a SubjectPublicKeyInfo, where it alone tells the type. */
  readonly spkiAlgorithm: Uint8Array | undefined;
  readonly signature: SignatureAlgorithm;
  readonly generate: () => KeyPair;
}

function ec(namedCurve: string, curveOid: string, signature: SignatureAlgorithm): KeyAlgorithm {
  return {
    kind: 'ec',
    parameter: namedCurve,
    spkiAlgorithm: der.sequence(der.objectIdentifier(OID.ecPublicKey), der.objectIdentifier(curveOid)),
    signature,
    generate: () => generateKeyPairSync('ec', { namedCurve }),
  };
}

function rsa(modulusLength: number): KeyAlgorithm {
  return {
    kind: 'rsa',
    parameter: modulusLength,
    spkiAlgorithm: undefined,
    signature: RSA_SHA256,
    generate: () => generateKeyPairSync('rsa', { modulusLength }),
  };
}

const KEYS = {
  'P-256': ec('prime256v1', OID.prime256v1, ECDSA_SHA256),
  'P-384': ec('secp384r1', OID.secp384r1, ECDSA_SHA384),
  'P-521': ec('secp521r1', OID.secp521r1, ECDSA_SHA512),
  Ed25519: {
    kind: 'ed25519',
    parameter: undefined,
    spkiAlgorithm: ED25519.identifier,
    signature: ED25519,
    generate: () => generateKeyPairSync('ed25519'),
  },
  'RSA-2048': rsa(2048),
  'RSA-3072': rsa(3072),
  'RSA-4096': rsa(4096),
} as const satisfies Readonly<Record<string, KeyAlgorithm>>;

export type KeyType = keyof typeof KEYS;

/** Every key type, in the order of the table. */
export const KEY_TYPES: readonly KeyType[] = ['P-256', 'P-384', 'P-521', 'Ed25519', 'RSA-2048', 'RSA-3072', 'RSA-4096'];

/** True when `text` names a key type. */
export function isKeyType(text: string): text is KeyType {
  return Object.hasOwn(KEYS, text);
}

const keyTypes = new WeakMap<KeyObject, KeyType>();

/** Makes a key pair with OpenSSL's own randomness. */
export function generateKeyPair(type: KeyType): KeyPair {
  const pair = KEYS[type].generate();
  keyTypes.set(pair.privateKey, type).set(pair.publicKey, type);
  return pair;
}

/**
 * The type of a public or private key.
 * @throws E_PKI_KEY_UNSUPPORTED
 */
export function keyTypeOf(key: KeyObject): KeyType {
  const known = keyTypes.get(key);
  if (known !== undefined) return known;
  const kind = key.asymmetricKeyType;
  const details = key.asymmetricKeyDetails;
  const parameter = kind === 'ec' ? details?.namedCurve : kind === 'rsa' ? details?.modulusLength : undefined;
  const type = KEY_TYPES.find((name) => KEYS[name].kind === kind && KEYS[name].parameter === parameter);
  if (type === undefined) {
    throw fail(
      'E_PKI_KEY_UNSUPPORTED',
      `${kind ?? 'secret'} key ${parameter ?? ''} is not supported`.replace('  ', ' '),
    );
  }
  keyTypes.set(key, type);
  return type;
}

const TYPES_BY_SPKI = new Map(
  KEY_TYPES.flatMap((type) => {
    const algorithm = KEYS[type].spkiAlgorithm;
    return algorithm === undefined ? [] : [[toHex(algorithm), type] as const];
  }),
);

/**
 * Remembers a public key's type from the algorithm of the SubjectPublicKeyInfo it was just read from: asking OpenSSL
 * for the curve takes a fifth of the time of verifying a signature.
 */
export function rememberKeyType(key: KeyObject, spkiAlgorithm: Uint8Array): void {
  const type = TYPES_BY_SPKI.get(toHex(spkiAlgorithm));
  if (type !== undefined && KEYS[type].kind === key.asymmetricKeyType) keyTypes.set(key, type);
}

/**
 * The algorithm with which this key signs: also the one its signer is expected to use.
 * @throws E_PKI_KEY_UNSUPPORTED
 */
export function signatureAlgorithmOf(key: KeyObject): SignatureAlgorithm {
  return KEYS[keyTypeOf(key)].signature;
}

/** The algorithm for a kind of key and a hash, as CMS combines them; undefined when there is none. */
export function findSignatureAlgorithm(keyKind: KeyKind, hash: HashName | undefined): SignatureAlgorithm | undefined {
  return SIGNATURES.find((algorithm) => algorithm.keyKind === keyKind && algorithm.hash === hash);
}

/** The algorithm behind the OID of a signature, RSASSA-PSS excepted; undefined when unknown. */
export function signatureAlgorithmByOid(oid: string): SignatureAlgorithm | undefined {
  return BY_OID.get(oid);
}

const HASH_OIDS: Readonly<Record<HashName, string>> = { sha256: OID.sha256, sha384: OID.sha384, sha512: OID.sha512 };
const HASH_BY_OID = new Map<string, HashName>([
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
]);

export function hashOid(hash: HashName): string {
  return HASH_OIDS[hash];
}

/** The hash behind a digest OID, or undefined when it is not one of SHA-256, SHA-384 and SHA-512. */
export function hashByOid(oid: string): HashName | undefined {
  return HASH_BY_OID.get(oid);
}

export function digest(hash: HashName, data: Uint8Array): Uint8Array {
  const bytes = hashOnce(hash, data, 'buffer');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Verifies a signature as its AlgorithmIdentifier says.
 * @returns false when the signature does not fit, or the key is of another kind than the algorithm
 * @throws E_PKI_ALGORITHM_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED
 */
export function verifySignature(
  algorithm: Pick<AlgorithmIdentifier, 'oid' | 'parameters'>,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (algorithm.oid === OID.rsassaPss) return verifyPss(algorithm.parameters, key, data, signature);
  const known = BY_OID.get(algorithm.oid);
  if (known === undefined) throw fail('E_PKI_ALGORITHM_UNSUPPORTED', `signature algorithm ${algorithm.oid}`);
  if (!parametersFit(known, algorithm.parameters)) {
    throw fail('E_PKI_ALGORITHM_UNSUPPORTED', `${known.name} with unexpected parameters`);
  }
  if (key.asymmetricKeyType !== known.keyKind) return false;
  requireStrongKey(key);
  return verifyOrFalse(() => verify(known.hash ?? null, data, key, signature));
}

function verifyPss(
  parameters: Uint8Array | undefined,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { hash, saltLength } = readPssParameters(parameters);
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'rsa-pss') return false;
  requireStrongKey(key);
  const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
  return verifyOrFalse(() => verify(hash, data, options, signature));
}

/** OpenSSL throws on some signatures that cannot even be decoded; they are as wrong as the others. */
function verifyOrFalse(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

function parametersFit(algorithm: SignatureAlgorithm, parameters: Uint8Array | undefined): boolean {
  if (parameters === undefined) return true; // RFC 4055 §5: absent RSA parameters are accepted too.
  return algorithm.keyKind === 'rsa' && bytesEqual(parameters, NULL);
}

/**
 * Below 2048 bits RSA is forgeable; above 8192 one verification costs a peer nothing and this side milliseconds.
 * With the exponent 1 everybody can sign.
 */
function requireStrongKey(key: KeyObject): void {
  if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss') {
    const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
    if (modulusLength < 2048 || modulusLength > 8192 || publicExponent < 3n) {
      throw fail('E_PKI_KEY_UNSUPPORTED', `RSA key of ${modulusLength} bits with exponent ${publicExponent}`);
    }
  } else {
    keyTypeOf(key);
  }
}
