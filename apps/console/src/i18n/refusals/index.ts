/** What is said of a refusal in the language of the person, by its code, before the domain says it in its own words. */

import { textOf } from '../index.ts';
import { refusalKeyOf } from './key-of.ts';

/** Undefined for codes that this page does not know. */
export function refusalText(code: string): string | undefined {
  const key = refusalKeyOf(code);
  return key === undefined ? undefined : textOf(key, code);
}
