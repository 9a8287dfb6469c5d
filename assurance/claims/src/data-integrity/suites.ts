/** The cryptosuites (VC DI EdDSA §3.3, VC DI ECDSA §3.3); dispatch reads this table. */

import type { ClaimKeyType } from '../keys/key-types.ts';

const ROWS = {
  'eddsa-jcs-2022': ['Ed25519'],
  'ecdsa-jcs-2019': ['P-256', 'P-384'],
} as const satisfies Readonly<Record<string, readonly ClaimKeyType[]>>;

export type Cryptosuite = keyof typeof ROWS;

export const CRYPTOSUITES: readonly Cryptosuite[] = ['eddsa-jcs-2022', 'ecdsa-jcs-2019'];

export function isCryptosuite(text: unknown): text is Cryptosuite {
  return CRYPTOSUITES.some((name) => name === text);
}

export function suiteAccepts(suite: Cryptosuite, type: ClaimKeyType): boolean {
  const types: readonly ClaimKeyType[] = ROWS[suite];
  return types.includes(type);
}

/** The suite that signs with keys of this type. */
export function suiteFor(type: ClaimKeyType): Cryptosuite {
  return suiteAccepts('eddsa-jcs-2022', type) ? 'eddsa-jcs-2022' : 'ecdsa-jcs-2019';
}
