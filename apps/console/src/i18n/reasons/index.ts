/** Why something was decided, in the language of the person as far as the rules that are shipped say it. */

import { language } from '../language.ts';
import { reasonIn, spoken } from './reason-in.ts';

export function reasonText(sentence: string): string {
  return reasonIn(language.value, sentence);
}

/** What somebody is called: the house's own by what they are. */
export function nameText(name: string): string {
  return spoken(name, language.value);
}
