/**
 * What would turn if claims came: worked out in a world of its own, built from what was claimed and observed until now, so
 * that nothing reaches the log or the decisions in force, and nobody at a door waits for it.
 */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { GoalGiven, RuleProblem } from '@sallyport/assurance-inference';
import type { Clock } from '@sallyport/core';
import type { Obligation } from '@sallyport/onboarding';
import { chunks } from '../chunks.ts';
import { obligationPattern, obligationsIn } from '../decide/obligations.ts';
import { reasonIn } from '../decide/reasons.ts';
import { buildWorld } from './build.ts';
import type { Truth } from './truth.ts';
import type { WorldView } from './world.ts';

/** A decision as it would be: with what goes along with it, where it is yes. */
export interface Foreseen {
  readonly holds: boolean;
  readonly obligations: readonly Obligation[];
}

export interface ForeseenTurn {
  readonly question: GoalGiven;
  readonly before: Foreseen;
  readonly after: Foreseen;
  /** Why it would be as it would be; empty beyond the most that were asked for. */
  readonly reason: string;
}

export interface ForeseenWorld {
  /** How many were yes, before and after. */
  readonly held: number;
  readonly wouldHold: number;
  /** Those that would be no first, in the order of the questions. */
  readonly turns: readonly ForeseenTurn[];
  /** What inference would have against rules. */
  readonly problems: readonly RuleProblem[];
}

export interface PreviewWork {
  /** A copy that nobody else changes. */
  readonly truth: Truth;
  readonly start: () => Promise<WorldView>;
  readonly clock: Pick<Clock, 'now'>;
  readonly claims: readonly VerifiedClaim[];
  readonly questions: readonly GoalGiven[];
  /** Turns that are given with their reasons. */
  readonly mostReasons: number;
  /** What is decided now, where that does not follow from claims. */
  readonly decidedNow?: (question: GoalGiven) => Foreseen | undefined;
  /** The same of what would be decided then. */
  readonly decidedThen?: (question: GoalGiven) => (Foreseen & { readonly reason: string }) | undefined;
  /** Told of how many parts of how many are done. What it throws ends the preview. */
  readonly progress: (done: number, of: number) => void;
}

const OBLIGATION = 'obligation/3';
const NO: Foreseen = { holds: false, obligations: [] };

/** @throws what `progress` throws, E_INFERENCE_… */
export async function foresee(work: PreviewWork): Promise<ForeseenWorld> {
  const { truth, start, clock, claims, questions, progress, decidedNow, decidedThen } = work;
  const of = truth.size + 2 * questions.length + 1;
  let done = 0;
  const took = (count: number): void => {
    done += count;
    progress(done, of);
  };
  const world = await buildWorld(start, truth, clock, took);
  try {
    const before =
      decidedNow === undefined ? await judgeAll(world, questions, took) : questions.map(decidedNow).map(plain);
    await world.take(claims, clock.now());
    const after =
      decidedThen === undefined ? await judgeAll(world, questions, took) : questions.map(decidedThen).map(plain);
    const problems = [...world.problems];
    const turns = await turnsOf(world, work, before, after);
    progress(of, of);
    return { held: countOf(before), wouldHold: countOf(after), turns, problems };
  } finally {
    await world.close();
  }
}

function plain(foreseen: Foreseen | undefined): Foreseen {
  return foreseen === undefined ? NO : { holds: foreseen.holds, obligations: foreseen.obligations };
}

function countOf(all: readonly Foreseen[]): number {
  return all.filter(({ holds }) => holds).length;
}

/** Until no rule is put in quarantine over one of them: what was answered before that may be another then. */
async function judgeAll(
  world: WorldView,
  questions: readonly GoalGiven[],
  took: (count: number) => void,
): Promise<readonly Foreseen[]> {
  for (let told = 0; ; ) {
    const before = quarantinedIn(world);
    const answers: Foreseen[] = [];
    for (const some of chunks(questions)) {
      const judged = await world.judge(some);
      for (const [index, { holds }] of judged.entries()) answers.push(await foreseen(world, some[index], holds));
      took(Math.max(0, Math.min(some.length, answers.length - told)));
      told = Math.max(told, answers.length);
    }
    if (quarantinedIn(world) === before) return answers;
  }
}

function quarantinedIn({ problems }: WorldView): number {
  return problems.filter(({ severity }) => severity === 'quarantined').length;
}

/** As {@link Decider} has it: who is obliged to what cannot be told is not let in. */
async function foreseen(world: WorldView, question: GoalGiven | undefined, holds: boolean): Promise<Foreseen> {
  const device = question?.goal.arguments[1];
  if (!holds || question === undefined || typeof device !== 'string') return NO;
  if (!world.defines(OBLIGATION)) return { holds, obligations: [] };
  const obligations = obligationsIn(await world.solve(obligationPattern(device), { given: question.given }));
  return obligations === undefined ? NO : { holds, obligations };
}

async function turnsOf(
  world: WorldView,
  { questions, mostReasons, progress, truth, decidedThen }: PreviewWork,
  before: readonly Foreseen[],
  after: readonly Foreseen[],
): Promise<readonly ForeseenTurn[]> {
  const turned = questions.flatMap((question, index) => {
    const [was, willBe] = [before[index] ?? NO, after[index] ?? NO];
    return JSON.stringify(was) === JSON.stringify(willBe) ? [] : [{ question, before: was, after: willBe }];
  });
  const sorted = [
    ...turned.filter(({ after: { holds } }) => !holds),
    ...turned.filter(({ after: { holds } }) => holds),
  ];
  if (decidedThen !== undefined)
    return sorted.map((turn) => ({ ...turn, reason: decidedThen(turn.question)?.reason ?? '' }));
  const told = sorted.slice(0, mostReasons);
  const turns: ForeseenTurn[] = [];
  for (const some of chunks(told)) {
    const verdicts = await Promise.all(some.map(({ question: { goal, given } }) => world.decide(goal, { given })));
    for (const [index, turn] of some.entries()) {
      const verdict = verdicts[index];
      const reason = verdict === undefined ? '' : (verdict.problem?.sentence ?? reasonIn(verdict.proof));
      turns.push({ ...turn, reason });
    }
    progress(truth.size + 2 * questions.length, truth.size + 2 * questions.length + 1);
  }
  return [...turns, ...sorted.slice(mostReasons).map((turn) => ({ ...turn, reason: '' }))];
}
