/**
 * A change that concerns many goals has them judged in pieces, and whatever else comes meanwhile has its turn between two of
 * them: whoever asks waits for one piece at most, and is answered by the facts that are in force. Where nobody listens, there is no
 * afterwards, and all are judged at once.
 */

import type { Outcome } from '../model.ts';
import { NOTHING_SETTLED, type Question, type Rejudging, type Settled, together } from './rejudging.ts';
import type { Watched } from './watch.ts';
import type { Way } from './ways.ts';

/** Hears of what is judged after the call that brought it about has been answered. */
export interface InferenceListener {
  /** Part of what such a call led to. Must not throw. */
  turned(outcome: Outcome): void;
  /** Nothing more is judged anew: the engine cannot be relied on any more. Must not throw. */
  failed(error: unknown): void;
}

export interface BacklogOptions {
  readonly rejudging: Rejudging;
  readonly listener: InferenceListener | undefined;
  /** Goals that are judged without a break. */
  readonly piece: number;
  /** One thing after the other. */
  readonly take: <Result>(task: () => Promise<Result>) => Promise<Result>;
  readonly isClosed: () => boolean;
  /** In seconds since 1970. */
  readonly now: () => number;
  readonly outcomeOf: (settled: Settled) => Outcome;
}

export class Backlog {
  readonly #options: BacklogOptions;
  #work: Promise<void> | undefined;

  constructor(options: BacklogOptions) {
    this.#options = options;
  }

  /** Judges these anew, or the first of many: the others follow. For whoever has the turn. */
  async settle(affected: ReadonlySet<Watched>): Promise<Settled> {
    const { rejudging, listener, now, piece } = this.#options;
    const inOrder = rejudging.add(affected);
    if (listener === undefined) return together(await rejudging.judgeAll(now()), rejudging.takeStirred());
    const settled = await this.#judge(inOrder.slice(0, piece));
    this.#goOn();
    return settled;
  }

  /** The ways in which these are asked, watched from now on and judged. For whoever has the turn. */
  async watch(questions: readonly Question[]): Promise<readonly (Way | undefined)[]> {
    const { rejudging, now } = this.#options;
    await this.#tell(await rejudging.watch(questions, now()));
    return rejudging.waysOf(questions);
  }

  /** Resolves when nothing waits any more of what waits now. @throws E_INFERENCE_CLOSED */
  async settled(): Promise<void> {
    const { rejudging, take } = this.#options;
    const last = rejudging.lastNumber;
    while (this.#work !== undefined && rejudging.isBehind(last)) await take(() => Promise.resolve());
  }

  /** Tells what a question brought to light that nobody asked about. */
  async #tell(settled: Settled): Promise<void> {
    const { rejudging, listener, now, outcomeOf } = this.#options;
    const all = settled.isQuarantined ? together(settled, await rejudging.judgeAll(now())) : settled;
    if (all.turned.length > 0 || all.isQuarantined) listener?.turned(outcomeOf(all));
  }

  #goOn(): void {
    const { rejudging, isClosed, listener } = this.#options;
    if (rejudging.waiting === 0) return;
    this.#work ??= this.#judgeWaiting()
      .catch((thrown: unknown) => {
        if (!isClosed()) listener?.failed(thrown);
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  async #judgeWaiting(): Promise<void> {
    const { rejudging, listener, take, outcomeOf, piece } = this.#options;
    while (rejudging.waiting > 0)
      await take(async () => listener?.turned(outcomeOf(await this.#judge(rejudging.next(piece)))));
  }

  async #judge(goals: readonly Watched[]): Promise<Settled> {
    const { rejudging, now } = this.#options;
    const settled = goals.length === 0 ? NOTHING_SETTLED : await rejudging.judge(goals, now());
    return together(settled, rejudging.takeStirred());
  }
}
