/** Judges goals with their proofs, several in one call of the thread. */

import type { FactStore } from '../facts/fact-store.ts';
import { goalKey } from '../facts/values.ts';
import type { Goal, GoalGiven, Problem, ProofNode, Verdict } from '../model.ts';
import { type Explained, explain } from '../prolog/door.ts';
import { HostDown } from '../prolog/host.ts';
import { readProof } from '../proof/read-proof.ts';
import type { Judge } from './judge.ts';
import type { PrologEngine } from './prolog-engine.ts';
import { questionOf, type WatchList } from './watch.ts';

export interface VerdictsOptions {
  readonly engine: PrologEngine;
  readonly judge: Judge;
  readonly facts: FactStore;
  readonly watched: WatchList;
}

export const DOWN: Problem = { code: 'E_INFERENCE_TIMEOUT', sentence: 'the evaluation brought the engine down' };

const UNPROVED: ProofNode = {
  sentence: DOWN.sentence,
  goal: '',
  holds: false,
  kind: 'limit',
  children: [],
};

export class Verdicts {
  readonly #options: VerdictsOptions;

  constructor(options: VerdictsOptions) {
    this.#options = options;
  }

  /**
   * The verdicts, in the order of the questions. One that is asked alone and brings the engine down does not hold.
   * @throws {@link HostDown} when one of several did, nobody knows which
   */
  async of(questions: readonly GoalGiven[], now: number): Promise<readonly Verdict[]> {
    try {
      const asked = questions.map(({ goal, given }) => questionOf(goal, given));
      const explained = await this.#options.engine.call((caller) => explain(caller, asked, now));
      return questions.flatMap((question, index) => {
        const one = explained[index];
        return one === undefined ? [] : [this.#verdict(question, one)];
      });
    } catch (thrown) {
      if (!(thrown instanceof HostDown) || questions.length > 1) throw thrown;
      return questions.map(({ goal }) => this.#down(goal));
    }
  }

  #verdict({ goal, given }: GoalGiven, { ending, node }: Explained): Verdict {
    const { facts, judge } = this.#options;
    const problem = judge.problemOf(ending);
    const find = (key: string) => facts.statement(key) ?? given.find((fact) => goalKey(fact) === key);
    return { goal, holds: ending.kind === 'yes', proof: readProof(node, find), ...(problem && { problem }) };
  }

  #down(goal: Goal): Verdict {
    const problem = this.#options.watched.get(goal)?.ways.last?.problem ?? DOWN;
    return { goal, holds: false, proof: UNPROVED, problem };
  }
}
