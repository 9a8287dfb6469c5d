/**
 * What both ends tell OpenSSL, in one place.
 *
 * Sessions are never resumed. A resumed TLS 1.2 session does not send certificates again, a resumed TLS 1.3 session does
 * not either, and tls-unique then names the server's Finished message instead of the client's: who is at the other end
 * would depend on an earlier connection that the judge of this one did not see. Renegotiation is off for the same
 * reason: it could change the peer's certificate under a request that was already judged.
 */

import { constants, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls';
import { reasonOf } from '@sallyport/core';
import { fail } from './errors.ts';

/** TLS versions this package speaks. RFC 8995 §5.1 asks for 1.2 at least and encourages 1.3. */
export type TlsVersion = Extract<SecureVersion, 'TLSv1.2' | 'TLSv1.3'>;

/** A private key with its certificates: DER, end entity first. */
export interface TlsIdentity {
  /** A private key object, or a PEM text. */
  readonly key: KeyObject | string;
  readonly certificateChain: readonly Uint8Array[];
}

export interface TlsTuning {
  /** Default TLSv1.2. */
  readonly minVersion?: TlsVersion;
  /** Default TLSv1.3. */
  readonly maxVersion?: TlsVersion;
  /** Key agreement groups, best first. Default `X25519:P-256:P-384`. */
  readonly groups?: string;
}

export function toPem(der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}

function keyPem(key: KeyObject | string): string {
  return typeof key === 'string' ? key : key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function contextOptions(
  identity: TlsIdentity | undefined,
  authorities: readonly (Uint8Array | string)[] | undefined,
  tuning: TlsTuning,
): SecureContextOptions {
  return {
    ...(identity === undefined
      ? {}
      : { key: keyPem(identity.key), cert: identity.certificateChain.map(toPem).join('') }),
    ...(authorities === undefined
      ? {}
      : { ca: authorities.map((ca) => (typeof ca === 'string' ? ca : toPem(ca))), allowPartialTrustChain: true }),
    minVersion: tuning.minVersion ?? 'TLSv1.2',
    maxVersion: tuning.maxVersion ?? 'TLSv1.3',
    ecdhCurve: tuning.groups ?? 'X25519:P-256:P-384',
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  };
}

/** @throws E_HTTP_TLS_IDENTITY when key and certificates do not fit together or cannot be read */
export function secureContext(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (cause) {
    throw fail('E_HTTP_TLS_IDENTITY', `unusable TLS key or certificate: ${reasonOf(cause)}`, { cause });
  }
}

const NO_IDENTITY = {};
const PUBLIC_ANCHORS = {};
const contexts = new WeakMap<object, WeakMap<object, Map<string, SecureContext>>>();

/**
 * The context for these settings, made once: reading keys and certificates costs more than a good part of a handshake.
 * Identity and anchors are told apart as objects, so keep and pass the same ones, and do not change them.
 * @throws E_HTTP_TLS_IDENTITY
 */
export function cachedContext(
  identity: TlsIdentity | undefined,
  anchors: readonly (Uint8Array | string)[] | undefined,
  tuning: TlsTuning,
): SecureContext {
  const byAnchors = entry(contexts, identity ?? NO_IDENTITY, () => new WeakMap<object, Map<string, SecureContext>>());
  const byTuning = entry(byAnchors, anchors ?? PUBLIC_ANCHORS, () => new Map<string, SecureContext>());
  const key = `${tuning.minVersion}|${tuning.maxVersion}|${tuning.groups}`;
  const known = byTuning.get(key);
  if (known !== undefined) return known;
  const made = secureContext(contextOptions(identity, anchors, tuning));
  byTuning.set(key, made);
  return made;
}

function entry<Value>(map: WeakMap<object, Value>, key: object, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
