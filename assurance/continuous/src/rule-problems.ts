/** Tells of what is wrong with rules once, though the engine gives the whole list with every change of rules. */

import type { RuleProblem } from '@sallyport/assurance-inference';

export class RuleProblems {
  readonly #tell: (problem: RuleProblem) => void;
  #told = new Set<string>();

  constructor(tell: (problem: RuleProblem) => void) {
    this.#tell = tell;
  }

  /** Takes the list as it is now; an empty one says nothing. */
  tell(problems: readonly RuleProblem[]): void {
    if (problems.length === 0) return;
    const now = new Map(
      problems.map((problem) => [
        JSON.stringify([problem.rule, problem.code, problem.line ?? null, problem.sentence]),
        problem,
      ]),
    );
    for (const [key, problem] of now) if (!this.#told.has(key)) this.#tell(problem);
    this.#told = new Set(now.keys());
  }
}
