/**
 * Holds the world and changes it one step after the other. When its engine fails, all is built anew from what was claimed
 * and observed, so that nothing is ever decided on half of it.
 */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { Fact, Goal, GoalGiven, Pattern, Solutions, Verdict } from '@sallyport/assurance-inference';
import type { TrustBasis } from '@sallyport/assurance-trust';
import { type Clock, type Milliseconds, SECOND } from '@sallyport/core';
import { LASTING, permitGoal } from '../decide/goals.ts';
import { obligationPattern } from '../decide/obligations.ts';
import type { Watched, Watches } from '../decide/watches.ts';
import { fail } from '../errors.ts';
import type { Observation } from '../observed/observed-fact.ts';
import { buildWorld, watchAgain } from './build.ts';
import { type ForeseenWorld, foresee, type PreviewWork } from './preview.ts';
import type { ObservedChange, Truth } from './truth.ts';
import { NOTHING, type Turn } from './turn.ts';
import type { WorldOptions, WorldView } from './world.ts';

export interface JudgeOptions {
  readonly clock: Clock;
  readonly truth: Truth;
  readonly watches: Watches;
  readonly start: (options: Pick<WorldOptions, 'basis' | 'at'>) => Promise<WorldView>;
  /** Told after every step, in their order. Must not throw. */
  readonly turned: (turn: Turn) => void;
  /** Told that something may fall due earlier than before. Must not throw. */
  readonly due: () => void;
  /** Told what was observed, once it is taken in. Must not throw. */
  readonly observed: (changes: readonly ObservedChange[]) => void;
  /** Nothing can be decided until further notice. Must not throw. */
  readonly lost: () => void;
  readonly onError: (error: unknown) => void;
}

/** Before a world is built anew that could not be built. */
const PAUSE: Milliseconds = 5 * SECOND;

export class Judge {
  readonly #options: JudgeOptions;
  #basis: TrustBasis;
  /** Undefined while none can be built. */
  #world: WorldView | undefined;
  #tail: Promise<void> = Promise.resolve();
  #isClosed = false;
  /** Before that no world is built anew, in monotonic time. */
  #tryAgainAt = Number.NEGATIVE_INFINITY;
  readonly #previews = new Set<Promise<unknown>>();

  private constructor(options: JudgeOptions, basis: TrustBasis, world: WorldView) {
    this.#options = options;
    this.#basis = basis;
    this.#world = world;
  }

  static async start(options: JudgeOptions, basis: TrustBasis): Promise<Judge> {
    return new Judge(options, basis, await options.start({ basis, at: options.clock.now() }));
  }

  /** As of the last step. @throws E_ASSURANCE_LOST, E_ASSURANCE_CLOSED */
  get world(): WorldView {
    if (this.#isClosed) throw fail('E_ASSURANCE_CLOSED', 'assurance is closed');
    if (this.#world === undefined) throw fail('E_ASSURANCE_LOST', 'what follows from the claims cannot be worked out');
    return this.#world;
  }

  /** When something changes by itself, if that is known. */
  get nextAt(): Date | undefined {
    return this.#world?.nextAt;
  }

  /** Takes in what is new of these. `after` runs before anything else can happen. */
  take(claims: readonly VerifiedClaim[], after: () => void): Promise<void> {
    return this.#inTurn(async () => {
      const fresh = this.#options.truth.take(claims);
      await this.#change((world, at) => (fresh.length === 0 ? Promise.resolve(NOTHING) : world.take(fresh, at)));
      after();
    });
  }

  observe(observations: readonly Observation[]): Promise<void> {
    return this.#inTurn(async () => {
      const changes = this.#options.truth.observe(observations);
      if (changes.length > 0) await this.#change((world, at) => world.observe(changes, at));
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
    return this.#inTurn(() => this.#change((world, at) => world.advance(at)));
  }

  /** Judges everything anew on another basis, and tells of what turned. */
  rebuild(basis: TrustBasis): Promise<void> {
    return this.#inTurn(async () => {
      this.#basis = basis;
      await this.#rebuild();
    });
  }

  /** What would turn on another basis. Nothing is changed. */
  preview(basis: TrustBasis): Promise<readonly { readonly watched: Watched; readonly verdict: Verdict }[]> {
    return this.#inTurn(async () => {
      const world = await this.#begin(basis);
      try {
        const turned: { readonly watched: Watched; readonly verdict: Verdict }[] = [];
        for (const watched of this.#options.watches.all()) {
          const verdict = await world.decide(watched.goal, { given: watched.given });
          if (verdict.holds !== watched.holds) turned.push({ watched, verdict });
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
  async previewClaims(
    claims: readonly VerifiedClaim[],
    questions: readonly GoalGiven[],
    { progress, ...how }: Pick<PreviewWork, 'mostReasons' | 'progress' | 'decidedNow' | 'decidedThen'>,
  ): Promise<ForeseenWorld> {
    const { start, clock, truth } = this.#options;
    // Between two steps, so that it is the truth of one moment.
    const [copy, basis] = await this.#inTurn(async () => [truth.copy(), this.#basis] as const);
    const foreseeing = foresee({
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
    this.#previews.add(foreseeing);
    try {
      return await foreseeing;
    } finally {
      this.#previews.delete(foreseeing);
    }
  }

  /** Resolves when every step that was asked for before has been taken, and nothing is due any more. */
  async current(): Promise<void> {
    await this.#tail;
    const { lastAt, nextAt } = this.world;
    const now = this.#options.clock.now();
    // Rules count in whole seconds.
    const isBehind = Math.floor(now.getTime() / SECOND) !== Math.floor(lastAt.getTime() / SECOND);
    if (isBehind || (nextAt !== undefined && nextAt <= now)) await this.advance();
  }

  /** Resolves when every step that was asked for before has been taken. */
  quiet(): Promise<void> {
    return this.#tail;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#tail;
    await Promise.allSettled(this.#previews);
    await this.#world?.close();
  }

  async #change(change: (world: WorldView, at: Date) => Promise<Turn>): Promise<void> {
    const turn = await this.#attempt(change);
    if (turn !== undefined) this.#told(turn);
    else if (this.#options.clock.monotonic() >= this.#tryAgainAt) await this.#rebuild();
  }

  /** Undefined when there is no world that could be changed, or none any more. */
  async #attempt(change: (world: WorldView, at: Date) => Promise<Turn>): Promise<Turn | undefined> {
    const world = this.#world;
    if (world === undefined) return undefined;
    try {
      return await change(world, this.#options.clock.now());
    } catch (thrown) {
      this.#options.onError(thrown);
      return undefined;
    }
  }

  /** What was watched is watched on, and what turned meanwhile is told. */
  async #rebuild(): Promise<void> {
    const former = this.#world;
    this.#world = undefined;
    await former?.close().catch(this.#options.onError);
    try {
      const world = await this.#begin(this.#basis);
      const turn = await watchAgain(world, this.#options.watches.all());
      this.#world = world;
      this.#tryAgainAt = Number.NEGATIVE_INFINITY;
      this.#told(turn);
    } catch (thrown) {
      this.#options.onError(thrown);
      // Whatever comes meanwhile must not keep the node busy with trying.
      this.#tryAgainAt = this.#options.clock.monotonic() + PAUSE;
      this.#options.lost();
    }
  }

  #begin(basis: TrustBasis): Promise<WorldView> {
    const { start, clock, truth } = this.#options;
    return buildWorld(() => start({ basis, at: clock.now() }), truth, clock);
  }

  #told(turn: Turn): void {
    for (const { goal, holds } of turn.flipped) this.#remember(goal, holds);
    this.#options.turned(turn);
  }

  #remember(goal: Goal, holds: boolean): void {
    const watched = this.#options.watches.get(goal);
    if (watched === undefined) return;
    watched.holds = holds;
    watched.isTold = true;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work);
    this.#tail = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }
}
