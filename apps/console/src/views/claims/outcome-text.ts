/** Why a claim counts or does not, in the language of the person: by the domain’s word for it, and never by its sentence. */

import { formatNumber, textFrom } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { refusalText } from '../../i18n/refusals/index.ts';
import { shortOf } from '../../kit/index.ts';
import { OUTCOME_TEXTS } from './outcome-texts.ts';

export interface Judged {
  /** Of the claim; null where nobody can read it. */
  readonly type: string | null;
  /** The domain’s word. */
  readonly reason: string;
  /** The domain’s own sentence, for words that this page does not know. */
  readonly sentence: string;
  readonly code?: string | undefined;
  readonly by?: string | undefined;
  readonly byName?: string | null | undefined;
  /** From 0 to 1. */
  readonly weight?: number | undefined;
}

export function outcomeText({ type, reason, sentence, code, by = '–', byName, weight = 0 }: Judged): string {
  const refused = code === undefined ? undefined : refusalText(code);
  if (refused !== undefined) return refused;
  const values = {
    by: byName === null || byName === undefined ? shortOf(by, 10) : nameText(byName),
    far: formatNumber(weight, { style: 'percent' }),
  };
  const general = textFrom(OUTCOME_TEXTS, `claims.outcome.${reason}`, sentence, values);
  return textFrom(OUTCOME_TEXTS, `claims.outcome.${reason}.${type}`, general, values);
}
