/** What both ends of RADIUS over TLS tell OpenSSL (RFC 6614 §2.3). */

import { constants, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { reasonOf, Secret } from '@sallyport/core';
import { fail } from '../errors.ts';

/** RFC 6614 §2.3 (4): what TLS protects needs no secret, so this one is known to all. */
export const RADSEC_SECRET: Secret = Secret.of('radsec');

/** A private key with its certificates: DER, end entity first. */
export interface RadsecIdentity {
  readonly key: KeyObject;
  readonly certificateChain: readonly Uint8Array[];
}

export interface RadsecCredentials {
  readonly identity: RadsecIdentity;
  /** Authorities whose certificates the other side may have: DER. */
  readonly authorities: readonly Uint8Array[];
  /** Signed revocation lists of these authorities: PEM. With one, every certificate of a chain needs one. */
  readonly revocationLists?: readonly string[];
}

/**
 * TLS 1.2 and 1.3 with ciphers that keep secrets. No resumption and no renegotiation: who is at the other end is what this
 * connection proved, and nothing else.
 * @throws E_RADIUS_TLS_IDENTITY
 */
export function radsecOptions({ identity, authorities, revocationLists }: RadsecCredentials): SecureContextOptions {
  if (authorities.length === 0) throw fail('E_RADIUS_TLS_IDENTITY', 'no authority is trusted');
  const options: SecureContextOptions = {
    key: identity.key.export({ type: 'pkcs8', format: 'pem' }),
    cert: identity.certificateChain.map(pemOf).join(''),
    ca: authorities.map(pemOf),
    ...(revocationLists === undefined ? {} : { crl: [...revocationLists] }),
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  };
  radsecContext(options);
  return options;
}

/** @throws E_RADIUS_TLS_IDENTITY when key and certificates do not fit together or cannot be read */
export function radsecContext(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (cause) {
    throw fail('E_RADIUS_TLS_IDENTITY', `unusable TLS key or certificate: ${reasonOf(cause)}`, { cause });
  }
}

function pemOf(der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}
