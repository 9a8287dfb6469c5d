/**
 * What follows from all that was claimed and observed: trust engine and inference in step with each other. The same set of
 * claims and observations leads to the same world, in whatever order they came.
 */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import {
  type Change,
  type DecideOptions,
  type Fact,
  type Goal,
  type GoalGiven,
  InferenceEngine,
  type InferenceLimits,
  type Judgement,
  type Outcome,
  type Pattern,
  type ProofNode,
  type QueryOptions,
  type QueryResult,
  type RuleProblem,
  type Solutions,
  type Verdict,
} from '@sallyport/assurance-inference';
import { factsOfIdentity } from '@sallyport/assurance-policy';
import {
  type IdentityState,
  type Standing,
  type TrustBasis,
  type TrustChangeSet,
  TrustEngine,
} from '@sallyport/assurance-trust';
import { isSallyportError } from '@sallyport/core';
import { exchange } from './exchange.ts';
import { Statements } from './statements.ts';
import type { ObservedChange } from './truth.ts';
import { NOTHING, type Turn } from './turn.ts';

export interface WorldOptions {
  readonly basis: TrustBasis;
  readonly at: Date;
  readonly limits?: Partial<InferenceLimits>;
  /** A fact that inference does not take. */
  readonly onError: (error: unknown) => void;
}

/** What a {@link World} does for its judge. */
export type WorldView = Pick<World, keyof World>;

export class World {
  readonly #trust: TrustEngine;
  readonly #inference: InferenceEngine;
  readonly #statements = new Statements();
  readonly #identities = new Map<string, readonly Fact[]>();
  readonly #onError: (error: unknown) => void;
  #lastAt: Date;

  private constructor(trust: TrustEngine, inference: InferenceEngine, at: Date, onError: (error: unknown) => void) {
    this.#lastAt = at;
    this.#trust = trust;
    this.#inference = inference;
    this.#onError = onError;
  }

  static async start({ basis, at, limits, onError }: WorldOptions): Promise<World> {
    const trust = new TrustEngine(basis, at);
    const inference = await InferenceEngine.start({ at, ...(limits === undefined ? {} : { limits }) });
    const world = new World(trust, inference, at, onError);
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
    const [first] = [this.#trust.nextChangeAt, this.#inference.nextDueAt]
      .filter((at) => at !== undefined)
      .sort((a, b) => a.getTime() - b.getTime());
    return first;
  }

  take(claims: readonly VerifiedClaim[], at: Date): Promise<Turn> {
    const set = this.#trust.advance(at);
    return this.#apply([...this.#changesOf(set), ...this.#changesOf(this.#trust.add(claims))], at);
  }

  observe(changes: readonly ObservedChange[], at: Date): Promise<Turn> {
    return this.#apply(
      changes.flatMap(({ before, after }) => exchange(listOf(before), listOf(after))),
      at,
    );
  }

  /** Brings everything that depends on time up to date. */
  advance(at: Date): Promise<Turn> {
    return this.#apply(this.#changesOf(this.#trust.advance(at)), at);
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
    return this.#trust.standingOf(uri);
  }

  identityOf(issuer: string): string {
    return this.#trust.identityOf(issuer);
  }

  identities(): Iterable<IdentityState> {
    return this.#trust.identities();
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

  #changesOf({ standings, identities }: TrustChangeSet): readonly Change[] {
    return [
      ...this.#statements.changesOf(standings),
      ...identities.flatMap((change) => {
        const before = this.#identities.get(change.id) ?? [];
        const after = factsOfIdentity(change);
        this.#identities.set(change.id, after);
        return exchange(before, after);
      }),
    ];
  }
}

function listOf(fact: Fact | undefined): readonly Fact[] {
  return fact === undefined ? [] : [fact];
}
