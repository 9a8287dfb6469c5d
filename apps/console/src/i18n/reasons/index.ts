/** Why something was decided, in the language of the person as far as the rules that are shipped say it. */

import { language } from '../language.ts';
import { reasonIn } from './reason-in.ts';

export function reasonText(sentence: string): string {
  return reasonIn(language.value, sentence);
}
