/** What a side proves itself with, how it judges the other, and what was proved in the end. */

import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Secret } from '@sallyport/core';
import { Certificate, spkiOf } from '@sallyport/pki';
import { fail } from './errors.ts';
import type { CertificateType } from './registries.ts';
import type { KeyExchangeName } from './suites.ts';

/** A password that both sides know; nothing that could be tried out offline goes over the wire. */
export interface EcjpakeCredentials {
  readonly type: 'ecjpake';
  /** For Thread: the PSKd. */
  readonly password: Secret;
}

/** One pre-shared key (RFC 4279). As a server’s credentials, the client must name this identity. */
export interface PskCredentials {
  readonly type: 'psk';
  /** At most 128 bytes, UTF-8 by custom. */
  readonly identity: Uint8Array;
  /** At most 64 bytes. */
  readonly key: Secret;
}

/** The pre-shared keys of many clients, for a server. */
export interface PskKeys {
  readonly type: 'psk';
  /** Undefined for an unknown identity: the handshake fails with E_DTLS_PSK_IDENTITY. Must not throw. */
  keyFor(identity: Uint8Array): Secret | undefined;
  /** Helps the client to choose its identity. */
  readonly hint?: Uint8Array;
}

/** How the other side’s certificate or raw key was judged. The reason chooses the alert. */
export type TrustVerdict =
  | { readonly trusted: true }
  | {
      readonly trusted: false;
      readonly reason: 'untrusted' | 'unknown-ca' | 'expired' | 'revoked';
      readonly cause?: unknown;
    };

export interface TrustContext {
  readonly peer: string;
  /** Which side the judged one is. */
  readonly role: 'client' | 'server';
  /** The name that this client asked for. */
  readonly serverName: string | undefined;
}

/** X.509 certificates on P-256 keys. */
export interface CertificateCredentials {
  readonly type: 'certificate';
  /** DER, the own one first. Empty for a client that has none. */
  readonly chain: readonly Uint8Array[];
  /** For the first of `chain`. */
  readonly privateKey?: KeyObject;
  /**
   * Judges the other side’s chain, its own certificate first; `trustAnchors` makes one that validates paths. Only a
   * server that asks for no certificates can do without.
   */
  readonly trust?: (chain: readonly [Certificate, ...Certificate[]], context: TrustContext) => TrustVerdict;
  /** Whether a server asks its clients for certificates. Default: `none`. */
  readonly clients?: 'none' | 'ask' | 'require';
}

/** Keys without certificates (RFC 7250), on P-256, known to the other side by other means. */
export interface RawPublicKeyCredentials {
  readonly type: 'raw-public-key';
  /** Without one, a client stays anonymous. */
  readonly privateKey?: KeyObject;
  /** Only a server that asks for no keys can do without. */
  readonly trust?: (key: RawPublicKey, context: TrustContext) => TrustVerdict;
  readonly clients?: 'none' | 'ask' | 'require';
}

export interface RawPublicKey {
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  readonly key: KeyObject;
}

/** What a client connects with. */
export type DtlsClientCredentials =
  | EcjpakeCredentials
  | PskCredentials
  | CertificateCredentials
  | RawPublicKeyCredentials;

/** What a server expects of a peer. */
export type DtlsCredentials = DtlsClientCredentials | PskKeys;

/**
 * What the handshake proved of the other side.
 *
 * - `ecjpake`: it knows the password. - `psk`: it knows the key of this identity.
 * - `certificate`, `raw-public-key`: it has the private key, and `trust` said yes.
 * - `anonymous`: nothing. Only a client can be, of a server that does not require a certificate.
 */
export type PeerIdentity =
  | { readonly type: 'ecjpake' }
  | { readonly type: 'psk'; readonly identity: Uint8Array }
  | { readonly type: 'certificate'; readonly chain: readonly [Certificate, ...Certificate[]] }
  | ({ readonly type: 'raw-public-key' } & RawPublicKey)
  | { readonly type: 'anonymous' };

const KEY_EXCHANGE_OF: Readonly<Record<DtlsCredentials['type'], KeyExchangeName>> = {
  ecjpake: 'ecjpake',
  psk: 'psk',
  certificate: 'ecdhe_ecdsa',
  'raw-public-key': 'ecdhe_ecdsa',
};

export function keyExchangeOf(credentials: DtlsCredentials): KeyExchangeName {
  return KEY_EXCHANGE_OF[credentials.type];
}

export function certificateTypeOf(credentials: CertificateCredentials | RawPublicKeyCredentials): CertificateType {
  return credentials.type === 'certificate' ? 'x509' : 'rawPublicKey';
}

const MAX_IDENTITY = 128;
const MAX_PSK = 64;

/** Credentials found good for a role: a server is given the same ones for every handshake. */
const CHECKED = { client: new WeakSet<DtlsCredentials>(), server: new WeakSet<DtlsCredentials>() } as const;

/**
 * @throws E_DTLS_ARGUMENT for credentials that no handshake can be made with, E_PKI_… for a certificate that cannot be
 * read
 */
export function checkCredentials(credentials: DtlsCredentials, role: 'client' | 'server'): void {
  if (CHECKED[role].has(credentials)) return;
  if (credentials.type === 'ecjpake' && credentials.password.length === 0) {
    throw fail('E_DTLS_ARGUMENT', 'the password is empty');
  }
  if (credentials.type === 'psk' && 'identity' in credentials) checkPsk(credentials);
  if (credentials.type === 'certificate' || credentials.type === 'raw-public-key') {
    checkPrivateKey(credentials, role);
    const judges = role === 'client' || (credentials.clients ?? 'none') !== 'none';
    if (judges && credentials.trust === undefined)
      throw fail('E_DTLS_ARGUMENT', 'there is no trust to judge the peer by');
  }
  CHECKED[role].add(credentials);
}

function checkPsk({ identity, key }: PskCredentials): void {
  // RFC 4279 §5.3: these lengths at least must be supported.
  if (identity.length > MAX_IDENTITY) throw fail('E_DTLS_ARGUMENT', `an identity has at most ${MAX_IDENTITY} bytes`);
  if (key.length === 0 || key.length > MAX_PSK) throw fail('E_DTLS_ARGUMENT', `a key has from 1 to ${MAX_PSK} bytes`);
}

function checkPrivateKey(
  credentials: CertificateCredentials | RawPublicKeyCredentials,
  role: 'client' | 'server',
): void {
  const { privateKey } = credentials;
  const own = credentials.type === 'certificate' ? credentials.chain[0] : undefined;
  if (privateKey === undefined) {
    if (role === 'server') throw fail('E_DTLS_ARGUMENT', 'a server needs a private key');
    if (own !== undefined) throw fail('E_DTLS_ARGUMENT', 'the certificate comes without its private key');
    return;
  }
  if (privateKey.type !== 'private' || !isP256(privateKey)) {
    throw fail('E_DTLS_ARGUMENT', 'the private key is not one on P-256');
  }
  if (credentials.type === 'raw-public-key') return;
  if (own === undefined) throw fail('E_DTLS_ARGUMENT', 'the private key comes without its certificate');
  if (!Certificate.parse(own).publicKey.equals(createPublicKey(privateKey))) {
    throw fail('E_DTLS_ARGUMENT', 'the private key is not that of the certificate');
  }
}

export function isP256(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

/** The entries of this side’s Certificate message. */
export function ownEntries(credentials: CertificateCredentials | RawPublicKeyCredentials): readonly Uint8Array[] {
  if (credentials.type === 'certificate') return credentials.chain;
  return credentials.privateKey === undefined ? [] : [spkiOf(createPublicKey(credentials.privateKey))];
}
