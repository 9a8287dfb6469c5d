/** The allow-list of JOSE algorithms (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). There is no `none` and no MAC in it. */

import { fail } from '../errors.ts';
import type { ClaimKeyType } from '../keys/key-types.ts';

const ROWS = {
  ES256: 'P-256',
  ES384: 'P-384',
  EdDSA: 'Ed25519',
  Ed25519: 'Ed25519',
} as const satisfies Readonly<Record<string, ClaimKeyType>>;

export type JoseAlgorithm = keyof typeof ROWS;

export const JOSE_ALGORITHMS: readonly JoseAlgorithm[] = ['ES256', 'ES384', 'EdDSA', 'Ed25519'];

/** The one type of key that an algorithm signs with: it follows from the key, never from the token alone. */
export function keyTypeFor(algorithm: JoseAlgorithm): ClaimKeyType {
  return ROWS[algorithm];
}

/** What a key of this type signs with. `EdDSA` rather than `Ed25519`, because every verifier knows it. */
export function algorithmFor(type: ClaimKeyType): JoseAlgorithm {
  const algorithm = JOSE_ALGORITHMS.find((name) => ROWS[name] === type);
  if (algorithm === undefined) throw fail('E_CLAIMS_KEY_UNSUPPORTED', `no JOSE algorithm for ${type}`);
  return algorithm;
}

export function isJoseAlgorithm(text: unknown): text is JoseAlgorithm {
  return JOSE_ALGORITHMS.some((name) => name === text);
}
