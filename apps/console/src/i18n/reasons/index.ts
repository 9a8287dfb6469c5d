/** Why something was decided, in the language of the person as far as the rules that are shipped say it. */

import { language } from '../language.ts';
import { refusalText } from '../refusals/index.ts';
import { reasonIn, spoken } from './reason-in.ts';

/** @param code of the error that it was, which says it where this page does not know the sentence */
export function reasonText(sentence: string, code?: string | null): string {
  const said = reasonIn(language.value, sentence);
  if (said !== sentence || code === undefined || code === null || language.value === 'en') return said;
  return refusalText(code) ?? said;
}

/** What somebody is called: the house's own by what they are. */
export function nameText(name: string): string {
  return spoken(name, language.value);
}
