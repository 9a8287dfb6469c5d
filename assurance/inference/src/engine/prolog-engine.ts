/**
 * SWI-Prolog with everything that was put into it: when the thread is lost to a hostile rule or to its own mistakes,
 * another is started and filled again before anything else is asked.
 */

import type { FactStore } from '../facts/fact-store.ts';
import { factWords, type Word } from '../facts/values.ts';
import type { InferenceLimits } from '../limits.ts';
import type { Fact } from '../model.ts';
import { type Caller, changeFacts, putInForce, setUp } from '../prolog/door.ts';
import { HostDown, PrologHost } from '../prolog/host.ts';
import { NO_PROGRAM, type Program } from '../rules/rule-book.ts';
import { FACT_RELATIONS } from '../vocabulary.ts';

/** Filling a thread is not what the watchdog is for. */
const FILL_TIMEOUT = 120_000;
const FACTS_A_CALL = 4096;

export class PrologEngine {
  readonly #limits: InferenceLimits;
  readonly #facts: FactStore;
  #host: PrologHost;
  #program: Program = NO_PROGRAM;
  #isTraced = false;
  /** What the thread holds is not what it should: it is new, or was lost while it was being filled. */
  #isFilled = true;

  private constructor(limits: InferenceLimits, facts: FactStore, host: PrologHost) {
    this.#limits = limits;
    this.#facts = facts;
    this.#host = host;
  }

  static async start(limits: InferenceLimits, facts: FactStore): Promise<PrologEngine> {
    const engine = new PrologEngine(limits, facts, await PrologHost.start(limits));
    await engine.#setUp();
    return engine;
  }

  get program(): Program {
    return this.#program;
  }

  /** The text, counted from 1 as in the program, whose clause was tried last. */
  get lastEntered(): number {
    return this.#host.lastEntered;
  }

  /**
   * Calls with the watchdog.
   * @throws {@link HostDown}; the next call starts another thread
   */
  async call<Result>(use: (caller: Caller) => Promise<Result>): Promise<Result> {
    await this.#fill();
    const host = this.#host;
    return use((call) => host.call(call, this.#limits.watchdog));
  }

  /** Brings facts in and out that the store has taken in and out already. */
  async change(added: readonly Fact[], removed: readonly Fact[]): Promise<void> {
    if (!this.#isFilled) return;
    await this.#filling(async (caller) => {
      await inPieces(removed, (facts) => changeFacts(caller, 'remove', facts));
      await inPieces(added, (facts) => changeFacts(caller, 'add', facts));
    });
  }

  /** Puts a program in force. `isTraced` tells {@link lastEntered} of every clause that is tried. */
  async run(program: Program, isTraced = false): Promise<void> {
    this.#program = program;
    this.#isTraced = isTraced;
    if (this.#isFilled) await this.#filling((caller) => this.#putInForce(caller));
  }

  async end(): Promise<void> {
    await this.#host.end();
  }

  async #putInForce(caller: Caller): Promise<void> {
    const { texts, fates } = this.#program;
    await putInForce(
      caller,
      texts.map(({ text }) => text.source),
      [...fates],
      this.#isTraced,
    );
  }

  /** Fills the thread, or notes that it needs to be filled. */
  async #filling(fill: (caller: Caller) => Promise<void>): Promise<void> {
    const host = this.#host;
    try {
      await fill((call) => host.call(call, FILL_TIMEOUT));
    } catch (thrown) {
      if (!(thrown instanceof HostDown)) throw thrown;
      this.#isFilled = false;
    }
  }

  async #setUp(): Promise<void> {
    const host = this.#host;
    await setUp((call) => host.call(call, FILL_TIMEOUT), this.#limits, Object.keys(FACT_RELATIONS));
  }

  async #fill(): Promise<void> {
    if (this.#isFilled && !this.#host.isDown) return;
    await this.#host.end();
    this.#host = await PrologHost.start(this.#limits);
    await this.#setUp();
    this.#isFilled = true;
    await this.change([...this.#facts.facts()], []);
    await this.run(this.#program, this.#isTraced);
    // What cannot be filled twice in a row is broken, and says so by the next call.
  }
}

async function inPieces(facts: readonly Fact[], take: (piece: readonly (readonly Word[])[]) => Promise<void>) {
  for (let start = 0; start < facts.length; start += FACTS_A_CALL)
    await take(facts.slice(start, start + FACTS_A_CALL).map(factWords));
}
