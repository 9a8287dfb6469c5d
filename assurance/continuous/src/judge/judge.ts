/**
 * Changes the world one step after the other, and answers from it: what is asked is answered as of the steps that were asked for
 * before.
 */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { Fact, Goal, GoalGiven, Pattern, Solutions, Verdict } from '@sallyport/assurance-inference';
import type { TrustBasis } from '@sallyport/assurance-trust';
import { SECOND } from '@sallyport/core';
import { chunks } from '../chunks.ts';
import { LASTING, permitGoal } from '../decide/goals.ts';
import { obligationPattern } from '../decide/obligations.ts';
import type { Watched } from '../decide/watches.ts';
import { fail } from '../errors.ts';
import type { Observation } from '../observed/observed-fact.ts';
import { buildWorld } from './build.ts';
import { type ForeseenWorld, foresee, type PreviewWork } from './preview.ts';
import type { ObservedChange } from './truth.ts';
import { NOTHING, type Turn } from './turn.ts';
import { Turns } from './turns.ts';
import type { WorldView } from './world.ts';
import { WorldKeeper, type WorldKeeperOptions } from './world-keeper.ts';

export interface JudgeOptions extends Omit<WorldKeeperOptions, 'inTurn'> {
  /** Told that something may fall due earlier than before. Must not throw. */
  readonly due: () => void;
  /** Told what was observed, once it is taken in. Must not throw. */
  readonly observed: (changes: readonly ObservedChange[]) => void;
}

export class Judge {
  readonly #options: JudgeOptions;
  readonly #keeper: WorldKeeper;
  readonly #turns: Turns;
  /** Of several other bases the one that was given last stands. */
  readonly #bases = new Turns();
  #isClosed = false;
  readonly #previews = new Set<Promise<unknown>>();

  private constructor(options: JudgeOptions, keeper: WorldKeeper, turns: Turns) {
    this.#options = options;
    this.#keeper = keeper;
    this.#turns = turns;
  }

  static async start(options: JudgeOptions, basis: TrustBasis): Promise<Judge> {
    const turns = new Turns();
    const turned = (turn: Turn): void => {
      for (const { goal, holds } of turn.flipped) remember(options.watches.get(goal), holds);
      options.turned(turn);
    };
    const keeper = await WorldKeeper.start({ ...options, turned, inTurn: (work) => turns.take(work) }, basis);
    return new Judge(options, keeper, turns);
  }

  /** As of the last step. @throws E_ASSURANCE_LOST, E_ASSURANCE_CLOSED */
  get world(): WorldView {
    if (this.#isClosed) throw fail('E_ASSURANCE_CLOSED', 'assurance is closed');
    const { world } = this.#keeper;
    if (world === undefined) throw fail('E_ASSURANCE_LOST', 'what follows from the claims cannot be worked out');
    return world;
  }

  /** When something changes by itself, if that is known. */
  get nextAt(): Date | undefined {
    return this.#keeper.world?.nextAt;
  }

  /** Takes in what is new of these. `after` runs before anything else can happen. */
  take(claims: readonly VerifiedClaim[], after: () => void): Promise<void> {
    return this.#turns.take(async () => {
      const fresh = this.#options.truth.take(claims);
      await this.#keeper.change((world, at) => (fresh.length === 0 ? Promise.resolve(NOTHING) : world.take(fresh, at)));
      after();
    });
  }

  observe(observations: readonly Observation[]): Promise<void> {
    return this.#turns.take(async () => {
      const changes = this.#options.truth.observe(observations);
      if (changes.length > 0) await this.#keeper.change((world, at) => world.observe(changes, at));
      this.#options.observed(changes);
    });
  }

  /**
   * Answers, and from then on tells when the answer turns.
   * @throws E_ASSURANCE_LOST, E_ASSURANCE_CLOSED, and what the engine throws
   */
  async watch(
    question: Omit<Watched, 'holds' | 'isTold' | 'isVaried' | 'obligations'>,
  ): Promise<{ readonly verdict: Verdict; readonly watched: Watched }> {
    const { goal, given } = question;
    const { watches } = this.#options;
    const stands = watches.get(goal);
    if (stands !== undefined) await this.#keeper.ahead(stands);
    const { world } = this;
    const before = watches.get(goal);
    const watched: Watched = {
      ...question,
      // Until the answer is there it may be one that something comes to rest on.
      holds: before?.holds ?? true,
      isTold: false,
      isVaried: before !== undefined && (before.isVaried || JSON.stringify(before.given) !== JSON.stringify(given)),
      obligations: before?.obligations,
    };
    // Before it is asked: a world that is built anew meanwhile watches it too.
    watches.put(watched);
    const verdict = await world.decide(goal, { given, watch: true });
    // What was told of it meanwhile is newer.
    if (!watched.isTold) watched.holds = verdict.holds;
    this.#options.due();
    return { verdict, watched };
  }

  /** All answers; with a decision that they go along with, they are watched too. */
  async solve(pattern: Pattern, given: readonly Fact[], watched?: Watched): Promise<Solutions> {
    const solutions = await this.world.solve(pattern, { given, watch: watched !== undefined });
    if (watched === undefined) return solutions;
    watched.obligations = JSON.stringify(solutions.answers);
    this.#options.due();
    return solutions;
  }

  unwatch(goal: Goal): void {
    const device = goal.arguments[1];
    this.world.unwatch(goal);
    if (typeof device !== 'string') return;
    const isHeld = LASTING.some((point) => this.#options.watches.get(permitGoal(point, device)) !== undefined);
    if (!isHeld) this.world.unwatch(obligationPattern(device));
  }

  /** Brings up to date what depends on time. */
  advance(): Promise<void> {
    return this.#turns.take(() => this.#keeper.change((world, at) => world.advance(at)));
  }

  /** Judges anew what is otherwise on another basis, and tells of what turned. */
  rebuild(basis: TrustBasis): Promise<void> {
    return this.#bases.take(async () => {
      const believed = await this.#keeper.believe(basis);
      await this.#turns.take(() => {
        if (this.#isClosed) throw fail('E_ASSURANCE_CLOSED', 'assurance is closed');
        return this.#keeper.rebase(basis, believed);
      });
    });
  }

  /** What would turn on another basis. Nothing is changed, and nobody waits for it. */
  preview(basis: TrustBasis): Promise<readonly { readonly watched: Watched; readonly verdict: Verdict }[]> {
    return this.#previewed(async () => {
      const { truth, watches, start, clock } = this.#options;
      const copy = await this.#turns.take(async () => truth.copy());
      const world = await buildWorld(() => start({ basis, at: clock.now() }), copy, clock);
      try {
        const turned: { readonly watched: Watched; readonly verdict: Verdict }[] = [];
        for (const some of chunks([...watches.all()])) {
          const judged = await world.judge(some);
          for (const [index, watched] of some.entries())
            if (judged[index]?.holds !== watched.holds)
              turned.push({ watched, verdict: await world.decide(watched.goal, { given: watched.given }) });
        }
        return turned;
      } finally {
        await world.close();
      }
    });
  }

  /**
   * What would turn if these claims came now. Nothing is changed, and nobody waits for it.
   * @throws E_ASSURANCE_CLOSED, what `progress` throws, and what building a world throws
   */
  previewClaims(
    claims: readonly VerifiedClaim[],
    questions: readonly GoalGiven[],
    { progress, ...how }: Pick<PreviewWork, 'mostReasons' | 'progress' | 'decidedNow' | 'decidedThen'>,
  ): Promise<ForeseenWorld> {
    const { start, clock, truth } = this.#options;
    return this.#previewed(async () => {
      // Between two steps, so that it is the truth of one moment.
      const [copy, basis] = await this.#turns.take(async () => [truth.copy(), this.#keeper.basis] as const);
      return foresee({
        truth: copy,
        start: () => start({ basis, at: clock.now() }),
        clock,
        claims,
        questions,
        ...how,
        progress: (done, of) => {
          if (this.#isClosed) throw fail('E_ASSURANCE_CLOSED', 'assurance is closed');
          progress(done, of);
        },
      });
    });
  }

  /** Resolves when every step that was asked for before has been taken, and nothing is due any more. */
  async current(): Promise<void> {
    await this.#turns.quiet();
    const { lastAt, nextAt } = this.world;
    const now = this.#options.clock.now();
    // Rules count in whole seconds.
    const isBehind = Math.floor(now.getTime() / SECOND) !== Math.floor(lastAt.getTime() / SECOND);
    if (isBehind || (nextAt !== undefined && nextAt <= now)) await this.advance();
  }

  /** Resolves when every step that was asked for before has been taken. */
  quiet(): Promise<void> {
    return this.#turns.quiet();
  }

  /** The same, and all is judged that these steps concerned. */
  async settled(): Promise<void> {
    await this.#turns.quiet();
    await this.#keeper.settled();
    await this.#turns.quiet();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#bases.quiet();
    await this.#turns.quiet();
    await Promise.allSettled(this.#previews);
    await this.#keeper.close();
  }

  /** Closing waits for it. */
  async #previewed<T>(work: () => Promise<T>): Promise<T> {
    const previewing = work();
    this.#previews.add(previewing);
    try {
      return await previewing;
    } finally {
      this.#previews.delete(previewing);
    }
  }
}

function remember(watched: Watched | undefined, holds: boolean): void {
  if (watched === undefined) return;
  watched.holds = holds;
  watched.isTold = true;
}
