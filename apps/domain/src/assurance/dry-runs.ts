/** Dry runs under way and lately ended, one after the other: each is worked out in its own time, and asked for how far it is. */

import {
  type Clock,
  isSallyportError,
  MINUTE,
  type Milliseconds,
  type Random,
  reasonOf,
  type Timer,
  toBase64Url,
  within,
} from '@sallyport/core';
import { fail } from '../errors.ts';
import type { DryRunAnswer, DryRunResult } from './policy-answers.ts';

export interface DryRunsOptions<Change> {
  readonly work: (change: Change, progress: (part: number) => void, signal: AbortSignal) => Promise<DryRunResult>;
  readonly clock: Pick<Clock, 'now'>;
  readonly timer: Timer;
  readonly random: Random;
  /** What nobody foresaw. */
  readonly onError: (error: unknown) => void;
}

interface DryRun {
  readonly id: string;
  readonly begun: Date;
  readonly stopping: AbortController;
  state: DryRunAnswer['state'];
  progress: number;
  ended: Date | undefined;
  result: DryRunResult | undefined;
  error: { readonly code: string; readonly detail: string } | undefined;
  done: Promise<void>;
  /** Who waits for it now. */
  waiting: number;
}

/** Kept to be asked for, and those that may wait for their turn. */
const KEPT = 16;
const WAITING = 8;
const LONGEST: Milliseconds = 5 * MINUTE;
const ID_OCTETS = 9;

export class DryRuns<Change> {
  readonly #options: DryRunsOptions<Change>;
  /** In the order in which they were begun. */
  readonly #runs = new Map<string, DryRun>();
  #turn: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: DryRunsOptions<Change>) {
    this.#options = options;
  }

  /**
   * Begins one, and waits for it a while.
   * @param gone aborted when whoever waits goes away: with the last of those who do, the dry run ends
   * @throws E_DOMAIN_DRY_RUN_BUSY
   */
  async begin(change: Change, patience: Milliseconds, gone?: AbortSignal): Promise<DryRunAnswer> {
    const waiting = [...this.#runs.values()].filter(({ ended }) => ended === undefined).length;
    if (waiting >= WAITING || this.#isClosed) throw fail('E_DOMAIN_DRY_RUN_BUSY', `${waiting} dry runs are under way`);
    const { clock, random } = this.#options;
    const run: DryRun = {
      id: toBase64Url(random.bytes(ID_OCTETS)),
      begun: clock.now(),
      stopping: new AbortController(),
      state: 'waiting',
      progress: 0,
      ended: undefined,
      result: undefined,
      error: undefined,
      done: Promise.resolve(),
      waiting: 0,
    };
    if (gone?.aborted === true) run.stopping.abort();
    run.done = this.#turn.then(() => this.#run(run, change));
    this.#turn = run.done;
    this.#keep(run);
    await this.#wait(run, patience, gone);
    return answerOf(run);
  }

  /** Waits for it a while, as {@link begin} does. @throws E_DOMAIN_DRY_RUN */
  async show(id: string, patience: Milliseconds, gone?: AbortSignal): Promise<DryRunAnswer> {
    const run = this.#find(id);
    await this.#wait(run, patience, gone);
    return answerOf(run);
  }

  /** @throws E_DOMAIN_DRY_RUN */
  async stop(id: string): Promise<DryRunAnswer> {
    const run = this.#find(id);
    run.stopping.abort();
    await run.done;
    return answerOf(run);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { stopping } of this.#runs.values()) stopping.abort();
    await this.#turn;
  }

  async #run(run: DryRun, change: Change): Promise<void> {
    const { work, timer, clock, onError } = this.#options;
    const { stopping } = run;
    let isLate = false;
    const cancel = timer.after(LONGEST, () => {
      isLate = true;
      stopping.abort();
    });
    try {
      if (stopping.signal.aborted) throw fail('E_DOMAIN_DRY_RUN_STOPPED', 'the dry run was stopped');
      run.state = 'running';
      run.result = await work(
        change,
        (part) => {
          run.progress = Math.max(run.progress, part);
        },
        stopping.signal,
      );
      run.state = 'done';
      run.progress = 1;
    } catch (thrown) {
      run.state = stopping.signal.aborted && !isLate ? 'stopped' : 'failed';
      const late = fail('E_DOMAIN_DRY_RUN_TIME', `it takes longer than ${LONGEST / MINUTE} minutes`);
      const { code, message } = isLate ? late : foreseen(thrown);
      run.error = { code, detail: message };
      if (!isSallyportError(thrown)) onError(thrown);
    } finally {
      cancel();
      run.ended = clock.now();
    }
  }

  async #wait(run: DryRun, patience: Milliseconds, gone: AbortSignal | undefined): Promise<void> {
    const left = Promise.withResolvers<void>();
    const leave = () => left.resolve();
    gone?.addEventListener('abort', leave, { once: true });
    if (gone?.aborted === true) leave();
    run.waiting++;
    await within(this.#options.timer, patience, Promise.race([run.done, left.promise]));
    run.waiting--;
    gone?.removeEventListener('abort', leave);
    if (gone?.aborted !== true || run.waiting > 0) return;
    run.stopping.abort();
    await run.done;
  }

  #keep(run: DryRun): void {
    this.#runs.set(run.id, run);
    for (const { id, ended } of this.#runs.values()) {
      if (this.#runs.size <= KEPT) return;
      if (ended !== undefined) this.#runs.delete(id);
    }
  }

  #find(id: string): DryRun {
    const run = this.#runs.get(id);
    if (run === undefined) throw fail('E_DOMAIN_DRY_RUN', 'no dry run of this id is kept');
    return run;
  }
}

function answerOf({ id, state, progress, begun, ended, result, error }: DryRun): DryRunAnswer {
  return {
    id,
    state,
    progress,
    begun: begun.toISOString(),
    ended: ended?.toISOString() ?? null,
    result: result ?? null,
    error: error ?? null,
  };
}

function foreseen(thrown: unknown) {
  if (isSallyportError(thrown)) return thrown;
  return fail('E_DOMAIN_DRY_RUN_FAILED', reasonOf(thrown), { cause: thrown });
}
