/** Which text speaks of a refusal. */

import { CATALOGUE } from '../catalogue.ts';

/** The text of a code, or of the closest family of codes that has one: `E_DTLS_TIMEOUT`, `E_DTLS_`. Undefined for unknown ones. */
export function refusalKeyOf(code: string): string | undefined {
  return namesOf(code)
    .map((name) => `refusal.${name}`)
    .find((key) => Object.hasOwn(CATALOGUE, key));
}

/** The code, then its families from the closest on. */
export function namesOf(code: string): readonly string[] {
  const words = code.split('_');
  // `E_` alone is no family.
  return [code, ...words.slice(2).map((_, dropped) => `${words.slice(0, words.length - 1 - dropped).join('_')}_`)];
}
