/** What a change of the world led to. */

import type { Judgement, Pattern, RuleProblem } from '@sallyport/assurance-inference';

export interface Turn {
  /** Watched goals whose answer is another now. */
  readonly flipped: readonly Judgement[];
  /** Watched patterns whose answers are others now. */
  readonly changed: readonly Pattern[];
  readonly problems: readonly RuleProblem[];
  /** Relations of which facts came or went. */
  readonly relations: ReadonlySet<string>;
}

export const NOTHING: Turn = { flipped: [], changed: [], problems: [], relations: new Set() };
