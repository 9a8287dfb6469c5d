/**
 * What follows from all that was claimed and observed: trust engine and inference in step with each other. The same set of
 * claims and observations leads to the same world, in whatever order they came.
 */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import {
  type Change,
  type DecideOptions,
  type Fact,
  type Followed,
  type Goal,
  type GoalGiven,
  InferenceEngine,
  type InferenceLimits,
  type Judgement,
  type Outcome,
  type Pattern,
  type PatternGiven,
  type ProofNode,
  type QueryOptions,
  type QueryResult,
  type RuleProblem,
  type Solutions,
  type Verdict,
} from '@sallyport/assurance-inference';
import type { IdentityState, Standing, TrustBasis } from '@sallyport/assurance-trust';
import { isSallyportError } from '@sallyport/core';
import { breath, chunks } from '../chunks.ts';
import { Believed } from './believed.ts';
import { exchange } from './exchange.ts';
import type { ObservedChange } from './truth.ts';
import { NOTHING, type Turn } from './turn.ts';

export interface WorldOptions {
  readonly basis: TrustBasis;
  readonly at: Date;
  readonly limits?: Partial<InferenceLimits>;
  /** Without one, a step ends when all is judged that it concerns. */
  readonly listener?: WorldListener;
  /** A fact that inference does not take. */
  readonly onError: (error: unknown) => void;
}

/** Hears of what a step led to that was judged after its end. */
export interface WorldListener {
  /** Must not throw. */
  readonly turned: (turn: Turn) => void;
  /** The world cannot be relied on any more. Must not throw. */
  readonly failed: (error: unknown) => void;
}

/** What a {@link World} does for its judge. */
export type WorldView = Pick<World, keyof World>;

export class World {
  #believed: Believed;
  readonly #inference: InferenceEngine;
  readonly #onError: (error: unknown) => void;
  #lastAt: Date;

  private constructor(believed: Believed, inference: InferenceEngine, at: Date, onError: (error: unknown) => void) {
    this.#lastAt = at;
    this.#believed = believed;
    this.#inference = inference;
    this.#onError = onError;
  }

  static async start({ basis, at, limits, listener, onError }: WorldOptions): Promise<World> {
    const believed = new Believed(basis, at);
    const inference = await InferenceEngine.start({
      at,
      ...(limits === undefined ? {} : { limits }),
      ...(listener === undefined
        ? {}
        : {
            listener: {
              turned: (outcome: Outcome) => listener.turned(turnOf(outcome)),
              failed: listener.failed,
            },
          }),
    });
    const world = new World(believed, inference, at, onError);
    // Roots are believed before anything is claimed.
    await world.advance(at);
    return world;
  }

  /** The time that it knows of. */
  get lastAt(): Date {
    return this.#lastAt;
  }

  /** When something changes by itself: a claim begins or ends to be valid, or a rule that looks at the time falls due. */
  get nextAt(): Date | undefined {
    const [first] = [this.#believed.trust.nextChangeAt, this.#inference.nextDueAt]
      .filter((at) => at !== undefined)
      .sort((a, b) => a.getTime() - b.getTime());
    return first;
  }

  take(claims: readonly VerifiedClaim[], at: Date): Promise<Turn> {
    const due = this.#believed.advance(at);
    return this.#apply([...due, ...this.#believed.take(claims)], at);
  }

  observe(changes: readonly ObservedChange[], at: Date): Promise<Turn> {
    return this.#apply(
      changes.flatMap(({ before, after }) => exchange(listOf(before), listOf(after))),
      at,
    );
  }

  /** Brings everything that depends on time up to date. */
  advance(at: Date): Promise<Turn> {
    return this.#apply(this.#believed.advance(at), at);
  }

  /**
   * Believes this from now on, and of what has come since it was worked out these claims. Of the facts and rules that follow only those are
   * changed that are others, so only that is judged anew which depends on them.
   */
  async rebase(believed: Believed, since: readonly VerifiedClaim[], at: Date): Promise<Turn> {
    believed.advance(at);
    believed.take(since);
    const changes: Change[] = [];
    for (const some of chunks(believed.differenceFrom(this.#believed))) {
      for (const each of some) changes.push(...each);
      await breath();
    }
    this.#believed = believed;
    return this.#apply(changes, at);
  }

  decide(goal: Goal, options: DecideOptions): Promise<Verdict> {
    return this.#inference.decide(goal, options);
  }

  /** Many at once, without proofs and without watching any. */
  judge(questions: readonly GoalGiven[]): Promise<readonly Judgement[]> {
    return this.#inference.judge(questions);
  }

  /** Whether what is watched was answered by no, as of the last step; without asking anew. */
  isRefuted(question: GoalGiven): boolean {
    return this.#inference.isRefuted(question);
  }

  /** Whether a rule in force has something to say in this relation, `name/arity`. */
  defines(relation: string): boolean {
    return this.#inference.defines(relation);
  }

  solve(pattern: Pattern, options: DecideOptions): Promise<Solutions> {
    return this.#inference.solve(pattern, options);
  }

  /** Watches many at once, and answers without proofs. */
  follow(questions: readonly PatternGiven[]): Promise<readonly Followed[]> {
    return this.#inference.follow(questions);
  }

  /** Resolves when all is judged that the steps before concerned. @throws E_INFERENCE_CLOSED */
  settled(): Promise<void> {
    return this.#inference.settled();
  }

  unwatch(goal: Goal | Pattern): void {
    this.#inference.unwatch(goal);
  }

  explain(goal: Goal): Promise<ProofNode> {
    return this.#inference.explain(goal);
  }

  query(goal: string, options: QueryOptions): Promise<QueryResult> {
    return this.#inference.query(goal, options);
  }

  standingOf(uri: string): Standing | undefined {
    return this.#believed.trust.standingOf(uri);
  }

  identityOf(issuer: string): string {
    return this.#believed.trust.identityOf(issuer);
  }

  identities(): Iterable<IdentityState> {
    return this.#believed.trust.identities();
  }

  /** What inference has against rules. */
  get problems(): readonly RuleProblem[] {
    return this.#inference.problems;
  }

  close(): Promise<void> {
    return this.#inference.close();
  }

  async #apply(changes: readonly Change[], at: Date): Promise<Turn> {
    const relations = new Set<string>();
    for (const change of changes) {
      if ('add' in change) relations.add(change.add.relation);
      if ('remove' in change) relations.add(change.remove.relation);
    }
    this.#lastAt = at;
    const { flipped, changed, problems } =
      changes.length === 0 ? await this.#inference.advance(at) : await this.#applyAll(changes, at);
    return { flipped, changed, problems, relations };
  }

  /** One fact that inference cannot hold must not keep the others out. */
  async #applyAll(changes: readonly Change[], at: Date): Promise<Pick<Outcome, 'flipped' | 'changed' | 'problems'>> {
    try {
      return await this.#inference.apply(changes, at);
    } catch (thrown) {
      if (!isSallyportError(thrown, 'E_INFERENCE_FACT')) throw thrown;
      this.#onError(thrown);
      if (changes.length === 1) return NOTHING;
      const half = changes.length >> 1;
      const first = await this.#applyAll(changes.slice(0, half), at);
      const second = await this.#applyAll(changes.slice(half), at);
      return {
        flipped: [...first.flipped, ...second.flipped],
        changed: [...first.changed, ...second.changed],
        problems: [...first.problems, ...second.problems],
      };
    }
  }
}

function turnOf({ flipped, changed, problems }: Outcome): Turn {
  return { ...NOTHING, flipped, changed, problems };
}

function listOf(fact: Fact | undefined): readonly Fact[] {
  return fact === undefined ? [] : [fact];
}
