/**
 * The cipher suites, one row each. Nothing else in this package enumerates suites: offers, choices, key schedules and
 * records all read this table. All use the TLS 1.2 PRF with SHA-256.
 */

import { fail } from './errors.ts';
import type { AeadName } from './record/aead.ts';

/** How the two sides get their premaster secret; also says which kind of credentials a suite needs. */
export type KeyExchangeName = 'ecjpake' | 'psk' | 'ecdhe_ecdsa';

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
 * Suites that other onboarding protocols ask for and this package knows by name only. Each needs a row above, a key
 * exchange of its own in `key-exchange/` and, since neither is an AEAD suite, a protection in `record/`.
 */
const NOT_SUPPORTED = {
  /** RFC 8422 §6 */
  TLS_ECDH_anon_WITH_AES_128_CBC_SHA: 0xc018,
  /** OCF Security Specification, “just works” owner transfer; from the private range. */
  TLS_ECDH_anon_WITH_AES_128_CBC_SHA256: 0xff00,
} as const;

export type UnsupportedSuiteName = keyof typeof NOT_SUPPORTED;

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

/**
 * The rows of these names, in their order.
 * @throws E_DTLS_NOT_SUPPORTED for a suite that is known by name only, E_DTLS_ARGUMENT for one that is not known
 */
export function suitesOf(names: readonly (CipherSuiteName | UnsupportedSuiteName)[]): readonly CipherSuite[] {
  return names.map((name) => {
    if (name in NOT_SUPPORTED) throw fail('E_DTLS_NOT_SUPPORTED', `${name} is not supported`);
    const suite = ALL_SUITES.find((each) => each.name === name);
    if (suite === undefined) throw fail('E_DTLS_ARGUMENT', `${name} is not a cipher suite`);
    return suite;
  });
}
