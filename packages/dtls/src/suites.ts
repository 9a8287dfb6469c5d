/**
 * The cipher suites, one row each. Nothing else in this package enumerates suites: offers, choices, key schedules and records all
 * read this table. All use the TLS 1.2 PRF with SHA-256.
 */

import type { AeadName } from './record/aead.ts';

/** How the two sides get their premaster secret; also says which kind of credentials a suite needs. */
export type KeyExchangeName = 'ecjpake' | 'psk' | 'ecdhe_ecdsa' | 'ecdh_anon';

interface Row {
  readonly id: number;
  readonly keyExchange: KeyExchangeName;
  readonly aead: AeadName;
}

const TABLE = {
  /** draft-cragie-tls-ecjpake-01 §6 */
  TLS_ECJPAKE_WITH_AES_128_CCM_8: { id: 0xc0ff, keyExchange: 'ecjpake', aead: 'AES_128_CCM_8' },
  /** RFC 5487 §3.1 */
  TLS_PSK_WITH_AES_128_GCM_SHA256: { id: 0x00a8, keyExchange: 'psk', aead: 'AES_128_GCM' },
  /** RFC 6655 §3 */
  TLS_PSK_WITH_AES_128_CCM_8: { id: 0xc0a8, keyExchange: 'psk', aead: 'AES_128_CCM_8' },
  /** RFC 5289 §3.2 */
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: { id: 0xc02b, keyExchange: 'ecdhe_ecdsa', aead: 'AES_128_GCM' },
  /** RFC 7251 §2.3 */
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: { id: 0xc0ae, keyExchange: 'ecdhe_ecdsa', aead: 'AES_128_CCM_8' },
} as const satisfies Readonly<Record<string, Row>>;

export type CipherSuiteName = keyof typeof TABLE;

export interface CipherSuite extends Row {
  readonly name: CipherSuiteName;
}

/**
 * Known by name and refused with E_DTLS_NOT_SUPPORTED. No AEAD suite with ECDH_anon is registered; the key exchange has its place
 * in {@link KeyExchangeName} all the same, for the profile that will name one.
 */
export const UNSUPPORTED_KEY_EXCHANGES: ReadonlySet<KeyExchangeName> = new Set(['ecdh_anon']);

export const CIPHER_SUITES: Readonly<Record<CipherSuiteName, CipherSuite>> = {
  TLS_ECJPAKE_WITH_AES_128_CCM_8: named('TLS_ECJPAKE_WITH_AES_128_CCM_8'),
  TLS_PSK_WITH_AES_128_GCM_SHA256: named('TLS_PSK_WITH_AES_128_GCM_SHA256'),
  TLS_PSK_WITH_AES_128_CCM_8: named('TLS_PSK_WITH_AES_128_CCM_8'),
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: named('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'),
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: named('TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8'),
};

function named(name: CipherSuiteName): CipherSuite {
  return { name, ...TABLE[name] };
}

/** In the order in which they are preferred unless the caller says otherwise. */
export const ALL_SUITES: readonly CipherSuite[] = Object.values(CIPHER_SUITES);

const BY_ID = new Map<number, CipherSuite>(ALL_SUITES.map((suite) => [suite.id, suite]));

export function suiteById(id: number): CipherSuite | undefined {
  return BY_ID.get(id);
}
