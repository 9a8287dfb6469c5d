/** What is wrong with a member of the input, in the language of the person. */

import type { WrongMember } from '../api/call-error.ts';
import { textOf } from '../i18n/index.ts';

/** Undefined where nothing is. What the page has no words for is said as the domain says it. */
export function wrongText(members: readonly WrongMember[]): string | undefined {
  const texts = new Set(members.map(({ code = '', message }) => textOf(`kit.wrong.${code}`, message)));
  return texts.size === 0 ? undefined : [...texts].join(' ');
}
