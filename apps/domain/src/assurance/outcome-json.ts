/** What became of a claim, in the words of the operations. */

import type { Outcome } from '@sallyport/assurance-continuous';
import type { OutcomeAnswer } from './claim-answers.ts';

/** `counts` says whether it is taken into account now; `reason` is a stable word, `sentence` is for people. */
export function outcomeJson(outcome: Outcome): OutcomeAnswer {
  const { state } = outcome;
  switch (state) {
    case 'waiting':
      return { state, counts: false, reason: state, sentence: 'the claim was not looked at yet' };
    case 'refused':
    case 'unresolved':
      return { state, counts: false, reason: state, sentence: outcome.reason, code: outcome.code };
    case 'own':
      return { state, counts: false, reason: state, sentence: 'this node made the claim for others' };
    case 'judged': {
      const { counts, reason, sentence, by, weight } = outcome.standing;
      return { state, counts, reason, sentence, by, weight };
    }
  }
}
