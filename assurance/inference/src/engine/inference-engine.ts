/** The engine: facts, rules and watched goals over SWI-Prolog in a thread of its own. */

import { fail } from '../errors.ts';
import { type FactDifference, FactStore } from '../facts/fact-store.ts';
import { readValue, requireFact, requireGoal, requirePattern } from '../facts/values.ts';
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
  RuleText,
  Solutions,
  Verdict,
} from '../model.ts';
import { ask, checkText, type Reading } from '../prolog/door.ts';
import { HostDown } from '../prolog/host.ts';
import { isSameProgram, RuleBook, relationsBetween } from '../rules/rule-book.ts';
import { type Refusal, scan } from '../rules/scan.ts';
import { Backlog, type InferenceListener } from './backlog.ts';
import { Judge } from './judge.ts';
import { PrologEngine } from './prolog-engine.ts';
import { type Question, Rejudging, type Settled } from './rejudging.ts';
import { dateOf, secondsOf } from './seconds.ts';
import { followedIn, isGoal, judgementOf, solutionsOf } from './told.ts';
import { Turns, type Waiting } from './turns.ts';
import { DOWN, Verdicts } from './verdicts.ts';
import { questionOf, type Watched, WatchList } from './watch.ts';
import type { Way } from './ways.ts';

export interface InferenceOptions {
  readonly limits?: Partial<InferenceLimits>;
  /** With it, a change that concerns many goals is answered when the first of them are judged. */
  readonly listener?: InferenceListener;
  /** The time to begin with. Rules see whole seconds. */
  readonly at: Date;
}

interface Asked extends Question {
  readonly goal: Goal;
  readonly watch: boolean;
  /** In seconds since 1970; undefined: the time of the engine. */
  readonly now: number | undefined;
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
  readonly #verdicts: Verdicts;
  /** In seconds since 1970. */
  #now: number;
  readonly #turns = new Turns<Asked, Verdict>((batch) => this.#answer(batch));

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
    this.#verdicts = new Verdicts({ engine, judge: this.#judge, facts, watched: this.#watched });
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
      const hadRules = await this.#takeRules(changes);
      const affected = new Set([...this.#affectedByFacts(difference), ...(hadRules ? await this.#runProgram() : [])]);
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
    return this.#turns.take(() => this.#judgeAll(questions));
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
      const [way] = watch ? await this.#watch([{ goal: pattern, given }]) : [];
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
      const ways = await this.#watch(questions.map(({ pattern, given }) => ({ goal: pattern, given })));
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
    const refusal = scan(goalText, this.#limits);
    if (refusal !== undefined) throw refused(refusal);
    const most = Math.min(limit ?? this.#limits.answers, this.#limits.answers);
    const text = /\.\s*$/.test(goalText) ? goalText : `${goalText}\n.`;
    return this.#turns.take(async () => {
      try {
        const now = at === undefined ? this.#now : secondsOf(at);
        const result = await this.#engine.call((caller) => ask(caller, text, most, now));
        if ('code' in result) throw refused(result);
        const problem = this.#judge.problemOf(result.ending);
        const { names, rows, isAll } = result;
        return {
          answers: rows.map((row) => Object.fromEntries(names.map((name, index) => [name, readValue(row[index])]))),
          isComplete: isAll && problem === undefined,
          ...(problem === undefined ? {} : { problem }),
        };
      } catch (thrown) {
        if (!(thrown instanceof HostDown)) throw thrown;
        return { answers: [], isComplete: false, problem: DOWN };
      }
    });
  }

  async close(): Promise<void> {
    if (this.#turns.isClosed) return;
    await this.#turns.close();
    await this.#engine.end();
  }

  async #answer(batch: readonly Waiting<Asked, Verdict>[]): Promise<void> {
    try {
      await this.#watch(batch.filter(({ watch }) => watch));
      for (const now of new Set(batch.map((asked) => asked.now ?? this.#now))) {
        const together = batch.filter((asked) => (asked.now ?? this.#now) === now);
        const questions = together.map(({ goal, given }) => ({
          goal,
          given: given ?? this.#watched.get(goal)?.ways.last?.given ?? [],
        }));
        const verdicts = await this.#verdicts.of(questions, now);
        for (const [index, verdict] of verdicts.entries()) this.#tell(together[index], verdict);
      }
    } catch (thrown) {
      const [only, ...others] = batch;
      if (others.length === 0) only?.reject(thrown);
      // One of them did it, and the others are not to suffer for it.
      else for (const waiting of batch) await this.#answer([waiting]);
    }
  }

  /** Once more from the first, where a rule was put in quarantine over one of them. */
  async #judgeAll(questions: readonly GoalGiven[]): Promise<readonly Judgement[]> {
    for (;;) {
      const { program } = this.#engine;
      const judged = await this.#judge.judge(
        questions.map(({ goal, given }) => questionOf(goal, given)),
        this.#now,
      );
      if (!isSameProgram(program, this.#engine.program)) continue;
      return questions.flatMap(({ goal }, index) => {
        const { holds, problem } = judged[index] ?? { holds: false };
        return { goal, holds, ...(problem === undefined ? {} : { problem }) };
      });
    }
  }

  #tell(waiting: Waiting<Asked, Verdict> | undefined, verdict: Verdict): void {
    const watched = waiting?.watch === true ? this.#watched.get(verdict.goal) : undefined;
    // What is told here is what turns when it becomes another.
    if (watched !== undefined) watched.ways.of(waiting?.given ?? []).holds = verdict.holds;
    waiting?.resolve(verdict);
  }

  #affectedByFacts({ added, removed }: FactDifference): readonly Watched[] {
    return [...this.#watched.affectedBy(added), ...this.#watched.affectedBy(removed)];
  }

  /** True when a text came or went. */
  async #takeRules(changes: readonly Change[]): Promise<boolean> {
    let isChanged = false;
    for (const change of changes) {
      if ('removeRule' in change) this.#book.remove(change.removeRule);
      else if ('addRule' in change && !this.#book.holds(change.addRule))
        this.#book.add(change.addRule, await this.#read(change.addRule));
      isChanged ||= 'removeRule' in change || 'addRule' in change;
    }
    return isChanged;
  }

  async #read({ source }: RuleText): Promise<Reading | Refusal> {
    const refusal = scan(source, this.#limits);
    if (refusal !== undefined) return refusal;
    try {
      return await this.#engine.call((caller) => checkText(caller, source));
    } catch (thrown) {
      if (!(thrown instanceof HostDown)) throw thrown;
      return { code: 'E_INFERENCE_CRASHED', sentence: 'reading the text brought the engine down' };
    }
  }

  /** Puts in force what is to be in force now, and gives the goals that it concerns. */
  async #runProgram(): Promise<readonly Watched[]> {
    const before = this.#engine.program;
    const after = this.#book.program();
    if (isSameProgram(before, after)) return [];
    await this.#engine.run(after);
    return [...this.#watched.ofRelations(relationsBetween(before, after))];
  }

  /** Judges anew what changed or fell due. */
  async #settle(affected: ReadonlySet<Watched>, now: number, hadRules: boolean): Promise<Outcome> {
    const isBack = now < this.#now;
    this.#now = now;
    const due = isBack ? this.#watched.all() : this.#watched.due(now);
    return this.#outcomeOf(await this.#backlog.settle(new Set([...affected, ...due])), hadRules);
  }

  /** The ways in which these are asked, watched from now on and judged. */
  async #watch(questions: readonly Question[]): Promise<readonly (Way | undefined)[]> {
    await this.#backlog.tell(await this.#rejudging.watch(questions, this.#now));
    return this.#rejudging.waysOf(questions);
  }

  #outcomeOf({ turned, reevaluated, isQuarantined }: Settled, hadRules: boolean): Outcome {
    const flipped = turned.flatMap(judgementOf);
    const changed = turned.map(({ goal }) => goal).filter((goal) => !isGoal(goal));
    const { waiting } = this.#rejudging;
    return { flipped, changed, reevaluated, waiting, problems: hadRules || isQuarantined ? this.problems : [] };
  }
}

function refused({ code, sentence, line }: Refusal) {
  return fail(code, sentence, line === undefined ? {} : { details: { line } });
}
