/** The engine: facts, rules and watched goals over SWI-Prolog in a thread of its own. */

import { fail } from '../errors.ts';
import { type FactDifference, FactStore } from '../facts/fact-store.ts';
import { readValue, requireFact, requireGoal, requirePattern } from '../facts/values.ts';
import type { Inference } from '../inference.ts';
import { INFERENCE_LIMITS, type InferenceLimits } from '../limits.ts';
import type {
  Change,
  DecideOptions,
  Fact,
  Goal,
  Judgement,
  Outcome,
  Pattern,
  Problem,
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
import { Judge } from './judge.ts';
import { PrologEngine } from './prolog-engine.ts';
import { DOWN, Verdicts } from './verdicts.ts';
import { questionOf, Watched, WatchList } from './watch.ts';
import type { Way } from './ways.ts';

export interface InferenceOptions {
  readonly limits?: Partial<InferenceLimits>;
  /** The time to begin with. Rules see whole seconds. */
  readonly at: Date;
}

/** As many are answered together. */
const TOGETHER = 16;

interface Question {
  readonly goal: Pattern;
  /** Undefined: what is given with the goal that is watched. */
  readonly given: readonly Fact[] | undefined;
}

interface Asked extends Question {
  readonly goal: Goal;
  readonly watch: boolean;
  /** In seconds since 1970; undefined: the time of the engine. */
  readonly now: number | undefined;
}

interface Waiting extends Asked {
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (reason: unknown) => void;
}

export class InferenceEngine implements Inference {
  readonly #limits: InferenceLimits;
  readonly #facts: FactStore;
  readonly #book: RuleBook;
  readonly #engine: PrologEngine;
  readonly #judge: Judge;
  readonly #watched = new WatchList();
  readonly #verdicts: Verdicts;
  /** What stands last in the queue, and waits to be answered together with what is asked next. */
  #batch: Waiting[] | undefined;
  /** In seconds since 1970. */
  #now: number;
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(limits: InferenceLimits, facts: FactStore, engine: PrologEngine, now: number) {
    this.#limits = limits;
    this.#facts = facts;
    this.#engine = engine;
    this.#book = new RuleBook(limits);
    this.#judge = new Judge(engine, this.#book);
    this.#verdicts = new Verdicts({ engine, judge: this.#judge, facts, watched: this.#watched });
    this.#now = now;
  }

  /** @throws E_INFERENCE_TIME, E_INFERENCE_ENGINE */
  static async start({ limits, at }: InferenceOptions): Promise<InferenceEngine> {
    const now = secondsOf(at);
    const all = { ...INFERENCE_LIMITS, ...limits };
    const facts = new FactStore();
    return new InferenceEngine(all, facts, await PrologEngine.start(all, facts), now);
  }

  get nextDueAt(): Date | undefined {
    const { nextDue } = this.#watched;
    return nextDue === undefined || Math.ceil(nextDue) > MOST_SECONDS ? undefined : new Date(Math.ceil(nextDue) * 1000);
  }

  get problems(): readonly RuleProblem[] {
    return this.#book.problems((relation) => this.#facts.speaksIn(relation));
  }

  async apply(changes: readonly Change[], at: Date): Promise<Outcome> {
    const now = secondsOf(at);
    for (const change of changes) if ('add' in change) requireFact(change.add);
    return this.#inTurn(async () => {
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
    return this.#inTurn(() => this.#settle(new Set(), now, false));
  }

  async decide(goal: Goal, { given = [], watch = false, at }: DecideOptions = {}): Promise<Verdict> {
    requireGoal(goal);
    for (const fact of given) requireFact(fact);
    return this.#ask({ goal, given, watch, now: at === undefined ? undefined : secondsOf(at) });
  }

  async solve(pattern: Pattern, { given = [], watch = false, at }: DecideOptions = {}): Promise<Solutions> {
    requirePattern(pattern);
    for (const fact of given) requireFact(fact);
    const now = at === undefined ? undefined : secondsOf(at);
    return this.#inTurn(async () => {
      const [way] = watch ? await this.#watch([{ goal: pattern, given }]) : [];
      if (way !== undefined && (now === undefined || now === this.#now)) return solutionsOf(pattern, way);
      const [answer] = await this.#judge.judge([questionOf(pattern, given)], now ?? this.#now);
      if (answer === undefined) return { answers: [] };
      return solutionsOf(pattern, { ...answer, rows: answer.evaluated.rows ?? [] });
    });
  }

  unwatch(goal: Goal | Pattern): void {
    this.#watched.remove(goal);
  }

  async explain(goal: Goal): Promise<ProofNode> {
    requireGoal(goal);
    const { proof } = await this.#ask({ goal, given: undefined, watch: false, now: undefined });
    return proof;
  }

  async query(goalText: string, { limit, at }: QueryOptions = {}): Promise<QueryResult> {
    const refusal = scan(goalText, this.#limits);
    if (refusal !== undefined) throw refused(refusal);
    const most = Math.min(limit ?? this.#limits.answers, this.#limits.answers);
    const text = /\.\s*$/.test(goalText) ? goalText : `${goalText}\n.`;
    return this.#inTurn(async () => {
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
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#queue;
    await this.#engine.end();
  }

  /** One thing after the other; a failure is its caller's alone. */
  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    // What is asked from here on is asked of what the task will leave.
    this.#batch = undefined;
    if (this.#isClosed) return Promise.reject(fail('E_INFERENCE_CLOSED', 'the engine is closed'));
    const turn = this.#queue.then(task);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /**
   * What is asked while nothing else is to be done in between is answered together: the thread is told once and answers once,
   * so that whoever acts on many answers can do so in one go.
   */
  #ask(asked: Asked): Promise<Verdict> {
    const { promise, ...told } = Promise.withResolvers<Verdict>();
    const waiting = { ...asked, ...told };
    if (!this.#isClosed && this.#batch !== undefined && this.#batch.length < TOGETHER) {
      this.#batch.push(waiting);
      return promise;
    }
    const batch = [waiting];
    const turn = this.#inTurn(() => {
      if (this.#batch === batch) this.#batch = undefined;
      return this.#answer(batch);
    });
    if (!this.#isClosed) this.#batch = batch;
    turn.catch(told.reject);
    return promise;
  }

  async #answer(batch: readonly Waiting[]): Promise<void> {
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

  #tell(waiting: Waiting | undefined, verdict: Verdict): void {
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

  /** Judges anew what changed or fell due, until nothing is left that a quarantine concerns. */
  async #settle(affected: ReadonlySet<Watched>, now: number, hadRules: boolean): Promise<Outcome> {
    const isBack = now < this.#now;
    this.#now = now;
    let pending = new Set([...affected, ...(isBack ? this.#watched.all() : this.#watched.due(now))]);
    const before = new Map<Watched, string>();
    let reevaluated = 0;
    let isQuarantined = false;
    while (pending.size > 0) {
      for (const watched of pending) if (!before.has(watched)) before.set(watched, watched.answer);
      reevaluated += pending.size;
      pending = await this.#rejudge([...pending]);
      isQuarantined ||= pending.size > 0;
    }
    const others = [...before].filter(([watched, answer]) => watched.answer !== answer).map(([watched]) => watched);
    const turned = [...new Set([...others, ...this.#watched.takeStirred()])];
    const flipped = turned.flatMap(judgementOf);
    const changed = turned.map(({ goal }) => goal).filter((goal) => !isGoal(goal));
    return { flipped, changed, reevaluated, problems: hadRules || isQuarantined ? this.problems : [] };
  }

  /** Gives the goals that need to be judged once more, because a rule was put in quarantine meanwhile. */
  async #rejudge(goals: readonly Watched[]): Promise<Set<Watched>> {
    const program = this.#engine.program;
    const questions = goals.map((watched) => watched.questions);
    const answers = (await this.#judge.judge(questions.flat(), this.#now)).values();
    for (const [index, watched] of goals.entries()) {
      const own = (questions[index] ?? []).flatMap(() => answers.next().value ?? []);
      watched.ways.take(own);
      this.#watched.note(
        watched,
        own.map(({ evaluated }) => evaluated),
      );
    }
    if (isSameProgram(program, this.#engine.program)) return new Set();
    return new Set(this.#watched.ofRelations(relationsBetween(program, this.#engine.program)));
  }

  async #watch(questions: readonly Question[]): Promise<readonly Way[]> {
    const fresh = new Set<Watched>();
    for (const { goal, given = [] } of questions) {
      const watched = this.#watched.get(goal) ?? new Watched(goal);
      this.#watched.add(watched);
      const way = watched.ways.of(given);
      // Nobody knows what a goal depends on that was lost.
      if (!way.isJudged || way.problem?.code === DOWN.code) fresh.add(watched);
    }
    for (let pending = fresh; pending.size > 0; ) pending = await this.#rejudge([...pending]);
    for (const { ways } of fresh) ways.merge();
    return questions.flatMap(({ goal, given = [] }) => this.#watched.get(goal)?.ways.of(given) ?? []);
  }
}

const MOST_SECONDS = 8.64e12;

/** @throws E_INFERENCE_TIME */
function secondsOf(at: Date): number {
  const seconds = Math.floor(at.getTime() / 1000);
  if (Number.isNaN(seconds)) throw fail('E_INFERENCE_TIME', 'not a date');
  return seconds;
}

/** Of the way in which it was asked last. */
function judgementOf({ goal, ways: { last } }: Watched): readonly Judgement[] {
  if (last === undefined || !isGoal(goal)) return [];
  const { holds, problem } = last;
  return [{ goal, holds, ...(problem === undefined ? {} : { problem }) }];
}

function isGoal(goal: Goal | Pattern): goal is Goal {
  return goal.arguments.every((value) => value !== undefined);
}

function solutionsOf(
  pattern: Pattern,
  { holds, rows, problem }: Pick<Way, 'holds' | 'rows'> & { readonly problem?: Problem | undefined },
): Solutions {
  // Where nothing is left open there is one answer, or none.
  const answers = isGoal(pattern) ? [pattern.arguments].filter(() => holds) : rows;
  return { answers, ...(problem === undefined ? {} : { problem }) };
}

function refused({ code, sentence, line }: Refusal) {
  return fail(code, sentence, line === undefined ? {} : { details: { line } });
}
