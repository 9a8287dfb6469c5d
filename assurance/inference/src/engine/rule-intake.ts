/** Takes rule texts in and out, and has in force what is to be. For whoever has the turn. */

import type { InferenceLimits } from '../limits.ts';
import type { Change, RuleText } from '../model.ts';
import { checkText, type Reading } from '../prolog/door.ts';
import { HostDown } from '../prolog/host.ts';
import { isSameProgram, type RuleBook, relationsBetween } from '../rules/rule-book.ts';
import { type Refusal, scan } from '../rules/scan.ts';
import type { PrologEngine } from './prolog-engine.ts';

export interface RuleIntakeOptions {
  readonly book: RuleBook;
  readonly engine: PrologEngine;
  readonly limits: InferenceLimits;
}

export class RuleIntake {
  readonly #options: RuleIntakeOptions;

  constructor(options: RuleIntakeOptions) {
    this.#options = options;
  }

  /** True when a text came or went. */
  async take(changes: readonly Change[]): Promise<boolean> {
    const { book } = this.#options;
    let isChanged = false;
    for (const change of changes) {
      if ('removeRule' in change) book.remove(change.removeRule);
      else if ('addRule' in change && !book.holds(change.addRule))
        book.add(change.addRule, await this.#read(change.addRule));
      isChanged ||= 'removeRule' in change || 'addRule' in change;
    }
    return isChanged;
  }

  /** Puts in force what is to be in force now, and gives the relations, `name/arity`, that it concerns. */
  async run(): Promise<ReadonlySet<string>> {
    const { book, engine } = this.#options;
    const before = engine.program;
    const after = book.program();
    if (isSameProgram(before, after)) return new Set();
    await engine.run(after);
    return relationsBetween(before, after);
  }

  async #read({ source }: RuleText): Promise<Reading | Refusal> {
    const { engine, limits } = this.#options;
    const refusal = scan(source, limits);
    if (refusal !== undefined) return refusal;
    try {
      return await engine.call((caller) => checkText(caller, source));
    } catch (thrown) {
      if (!(thrown instanceof HostDown)) throw thrown;
      return { code: 'E_INFERENCE_CRASHED', sentence: 'reading the text brought the engine down' };
    }
  }
}
