/**
 * A world that was built anew takes up what was watched in the one before, a part at a time. What is asked about meanwhile goes
 * first; everybody else who holds an answer keeps it until it is judged, and is told if it is another then.
 */

import type { Followed, Judgement, Pattern, PatternGiven } from '@sallyport/assurance-inference';
import { obligationPattern } from '../decide/obligations.ts';
import type { Watched, Watches } from '../decide/watches.ts';
import { NOTHING, type Turn } from './turn.ts';
import type { WorldView } from './world.ts';

export interface CatchUpOptions {
  readonly world: WorldView;
  readonly watches: Watches;
  /** Must not throw. */
  readonly turned: (turn: Turn) => void;
}

/** Decisions that are taken up at once. */
const PART = 128;

export class CatchUp {
  readonly #options: CatchUpOptions;
  readonly #waiting: Set<Watched>;

  constructor(options: CatchUpOptions) {
    this.#options = options;
    const all = [...options.watches.all()];
    // With those that hold something may have to end.
    this.#waiting = new Set([...all.filter(({ holds }) => holds), ...all.filter(({ holds }) => !holds)]);
  }

  get isDone(): boolean {
    return this.#waiting.size === 0;
  }

  /** Takes this one up now, if that is still to be done. */
  async ahead(watched: Watched): Promise<void> {
    if (this.#waiting.has(watched)) await this.#take([watched]);
  }

  async next(): Promise<void> {
    await this.#take([...this.#waiting.values().take(PART)]);
  }

  async #take(some: readonly Watched[]): Promise<void> {
    const { world, watches, turned } = this.#options;
    for (const watched of some) this.#waiting.delete(watched);
    // What had to make room is watched no more.
    const still = some.filter((watched) => watches.get(watched.goal) === watched);
    const answers = (await world.follow(still.flatMap(questionsOf))).values();
    const flipped: Judgement[] = [];
    const changed: Pattern[] = [];
    for (const watched of still) {
      const [permission, obligations] = questionsOf(watched).map(() => answers.next().value);
      if (permission !== undefined && (permission.holds !== watched.holds || watched.isVaried))
        flipped.push(judgementOf(watched, permission));
      // The new world knows of the last question alone: where others differed, whoever holds an answer to them is to ask again.
      watched.isVaried = false;
      if (obligations === undefined) continue;
      const now = JSON.stringify(obligations.answers);
      if (watched.obligations !== now) changed.push(obligations.pattern);
      watched.obligations = now;
    }
    if (flipped.length + changed.length > 0) turned({ ...NOTHING, flipped, changed });
  }
}

/** The decision, and what goes along with it where that was asked. */
function questionsOf({ goal, given, obligations }: Watched): readonly PatternGiven[] {
  const device = goal.arguments[1];
  const permission = { pattern: goal, given };
  if (obligations === undefined || typeof device !== 'string') return [permission];
  return [permission, { pattern: obligationPattern(device), given }];
}

function judgementOf({ goal }: Watched, { holds, problem }: Followed): Judgement {
  return { goal, holds, ...(problem === undefined ? {} : { problem }) };
}
