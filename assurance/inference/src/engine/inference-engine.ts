/** The engine: facts, rules and watched goals over SWI-Prolog in a thread of its own. */

import { type FactDifference, FactStore } from '../facts/fact-store.ts';
import { requireFact, requireGoal, requirePattern } from '../facts/values.ts';
import type { Inference } from '../inference.ts';
import { INFERENCE_LIMITS, type InferenceLimits } from '../limits.ts';
import type {
  Change,
  DecideOptions,
  Followed,
  Goal,
  GoalGiven,
  Judgement,
  Outcome,
  Pattern,
  PatternGiven,
  ProofNode,
  QueryOptions,
  QueryResult,
  RuleProblem,
  Solutions,
  Verdict,
} from '../model.ts';
import { RuleBook } from '../rules/rule-book.ts';
import { Answers, type Asked } from './answers.ts';
import { Backlog, type InferenceListener } from './backlog.ts';
import { askFreely, readQuery } from './free-query.ts';
import { Judge } from './judge.ts';
import { PrologEngine } from './prolog-engine.ts';
import { Rejudging, type Settled } from './rejudging.ts';
import { RuleIntake } from './rule-intake.ts';
import { dateOf, secondsOf } from './seconds.ts';
import { followedIn, isGoal, judgementOf, solutionsOf } from './told.ts';
import { Turns } from './turns.ts';
import { Verdicts } from './verdicts.ts';
import { questionOf, type Watched, WatchList } from './watch.ts';

export interface InferenceOptions {
  readonly limits?: Partial<InferenceLimits>;
  /** With it, a change that concerns many goals is answered when the first of them are judged. */
  readonly listener?: InferenceListener;
  /** The time to begin with. Rules see whole seconds. */
  readonly at: Date;
}

export class InferenceEngine implements Inference {
  readonly #limits: InferenceLimits;
  readonly #facts: FactStore;
  readonly #book: RuleBook;
  readonly #engine: PrologEngine;
  readonly #judge: Judge;
  readonly #watched = new WatchList();
  readonly #rejudging: Rejudging;
  readonly #backlog: Backlog;
  readonly #intake: RuleIntake;
  readonly #answers: Answers;
  /** In seconds since 1970. */
  #now: number;
  readonly #turns = new Turns<Asked, Verdict>((batch) => this.#answers.settle(batch));

  private constructor(
    limits: InferenceLimits,
    facts: FactStore,
    engine: PrologEngine,
    now: number,
    listener: InferenceListener | undefined,
  ) {
    this.#limits = limits;
    this.#facts = facts;
    this.#engine = engine;
    this.#book = new RuleBook(limits);
    this.#judge = new Judge(engine, this.#book);
    this.#rejudging = new Rejudging(engine, this.#judge, this.#watched);
    this.#backlog = new Backlog({
      rejudging: this.#rejudging,
      listener,
      piece: limits.piece,
      take: (task) => this.#turns.take(task),
      isClosed: () => this.#turns.isClosed,
      now: () => this.#now,
      outcomeOf: (settled) => this.#outcomeOf(settled, false),
    });
    this.#intake = new RuleIntake({ book: this.#book, engine, limits });
    const asking = { engine, judge: this.#judge, facts, watched: this.#watched };
    const verdicts = new Verdicts(asking);
    this.#answers = new Answers({ ...asking, verdicts, backlog: this.#backlog, now: () => this.#now });
    this.#now = now;
  }

  /** @throws E_INFERENCE_TIME, E_INFERENCE_ENGINE */
  static async start({ limits, at, listener }: InferenceOptions): Promise<InferenceEngine> {
    const now = secondsOf(at);
    const all = { ...INFERENCE_LIMITS, ...limits };
    const facts = new FactStore();
    return new InferenceEngine(all, facts, await PrologEngine.start(all, facts), now, listener);
  }

  get nextDueAt(): Date | undefined {
    const { nextDue } = this.#watched;
    return nextDue === undefined ? undefined : dateOf(nextDue);
  }

  get problems(): readonly RuleProblem[] {
    return this.#book.problems((relation) => this.#facts.speaksIn(relation));
  }

  async apply(changes: readonly Change[], at: Date): Promise<Outcome> {
    const now = secondsOf(at);
    for (const change of changes) if ('add' in change) requireFact(change.add);
    return this.#turns.take(async () => {
      const factChanges = changes.filter((change) => 'add' in change || 'remove' in change);
      const difference = this.#facts.change(factChanges);
      await this.#engine.change(difference.added, difference.removed);
      const hadRules = await this.#intake.take(changes);
      const relations = hadRules ? await this.#intake.run() : new Set<string>();
      const affected = new Set([...this.#affectedByFacts(difference), ...this.#watched.ofRelations(relations)]);
      return this.#settle(affected, now, hadRules);
    });
  }

  async advance(at: Date): Promise<Outcome> {
    const now = secondsOf(at);
    return this.#turns.take(() => this.#settle(new Set(), now, false));
  }

  async decide(goal: Goal, { given = [], watch = false, at }: DecideOptions = {}): Promise<Verdict> {
    requireGoal(goal);
    for (const fact of given) requireFact(fact);
    return this.#turns.ask({ goal, given, watch, now: at === undefined ? undefined : secondsOf(at) });
  }

  async judge(questions: readonly GoalGiven[]): Promise<readonly Judgement[]> {
    for (const { goal, given } of questions) {
      requireGoal(goal);
      for (const fact of given) requireFact(fact);
    }
    return this.#turns.take(() => this.#answers.judge(questions));
  }

  isRefuted({ goal, given }: GoalGiven): boolean {
    const watched = this.#watched.get(goal);
    if (watched === undefined || this.#rejudging.isWaiting(watched)) return false;
    return watched.ways.find(given)?.isRefuted ?? false;
  }

  defines(relation: string): boolean {
    return this.#engine.program.texts.some(({ reading }) => reading.heads.includes(relation));
  }

  async solve(pattern: Pattern, { given = [], watch = false, at }: DecideOptions = {}): Promise<Solutions> {
    requirePattern(pattern);
    for (const fact of given) requireFact(fact);
    const now = at === undefined ? undefined : secondsOf(at);
    return this.#turns.take(async () => {
      const [way] = watch ? await this.#backlog.watch([{ goal: pattern, given }]) : [];
      if (way !== undefined && (now === undefined || now === this.#now)) return solutionsOf(pattern, way);
      const [answer] = await this.#judge.judge([questionOf(pattern, given)], now ?? this.#now);
      if (answer === undefined) return { answers: [] };
      return solutionsOf(pattern, { ...answer, rows: answer.evaluated.rows ?? [] });
    });
  }

  async follow(questions: readonly PatternGiven[]): Promise<readonly Followed[]> {
    for (const { pattern, given } of questions) {
      requirePattern(pattern);
      for (const fact of given) requireFact(fact);
    }
    return this.#turns.take(async () => {
      const ways = await this.#backlog.watch(questions.map(({ pattern, given }) => ({ goal: pattern, given })));
      return questions.map(({ pattern }, index) => followedIn(pattern, ways[index]));
    });
  }

  settled(): Promise<void> {
    return this.#backlog.settled();
  }

  unwatch(goal: Goal | Pattern): void {
    this.#watched.remove(goal);
  }

  async explain(goal: Goal): Promise<ProofNode> {
    requireGoal(goal);
    const { proof } = await this.#turns.ask({ goal, given: undefined, watch: false, now: undefined });
    return proof;
  }

  async query(goalText: string, { limit, at }: QueryOptions = {}): Promise<QueryResult> {
    const asked = readQuery(goalText, limit, this.#limits);
    return this.#turns.take(() =>
      askFreely(asked, { engine: this.#engine, judge: this.#judge }, at === undefined ? this.#now : secondsOf(at)),
    );
  }

  async close(): Promise<void> {
    if (this.#turns.isClosed) return;
    await this.#turns.close();
    await this.#engine.end();
  }

  #affectedByFacts({ added, removed }: FactDifference): readonly Watched[] {
    return [...this.#watched.affectedBy(added), ...this.#watched.affectedBy(removed)];
  }

  /** Judges anew what changed or fell due. */
  async #settle(affected: ReadonlySet<Watched>, now: number, hadRules: boolean): Promise<Outcome> {
    const isBack = now < this.#now;
    this.#now = now;
    const due = isBack ? this.#watched.all() : this.#watched.due(now);
    return this.#outcomeOf(await this.#backlog.settle(new Set([...affected, ...due])), hadRules);
  }

  #outcomeOf({ turned, reevaluated, isQuarantined }: Settled, hadRules: boolean): Outcome {
    const flipped = turned.flatMap(judgementOf);
    const changed = turned.map(({ goal }) => goal).filter((goal) => !isGoal(goal));
    const { waiting } = this.#rejudging;
    return { flipped, changed, reevaluated, waiting, problems: hadRules || isQuarantined ? this.problems : [] };
  }
}
