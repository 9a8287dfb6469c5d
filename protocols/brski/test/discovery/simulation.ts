/** Runs a scheduler in virtual time: actions in, a log of starts and stops out. */

import { type Random, seededRandom } from '@sallyport/core';
import type { CandidateOffer } from '../../src/discovery/candidate.ts';
import {
  CandidateScheduler,
  type SchedulerAction,
  type SchedulerInput,
  type SchedulerOptions,
} from '../../src/discovery/scheduler.ts';

export interface Started {
  readonly at: number;
  readonly attempt: number;
  readonly host: string;
}

/** Chance that always comes out in the middle, for tests that name exact times. */
export const MIDDLE: Random = { bytes: (length) => new Uint8Array(length).fill(0x80, 0, 1) };

export class Simulation {
  readonly scheduler: CandidateScheduler;
  readonly started: Started[] = [];
  readonly stopped: { readonly at: number; readonly attempt: number; readonly reason: string }[] = [];
  readonly log: { readonly at: number; readonly action: SchedulerAction }[] = [];
  now = 0;
  /** Called with each start; may give inputs to feed at once. */
  onStart: (started: Started) => SchedulerInput | undefined = () => undefined;
  #wake: number | undefined;

  constructor(options: Partial<SchedulerOptions> = {}) {
    this.scheduler = new CandidateScheduler({ random: seededRandom('scheduler'), now: 0, ...options });
  }

  feed(input: SchedulerInput): readonly SchedulerAction[] {
    const actions = this.scheduler.step(input, this.now);
    this.#wake = undefined;
    const answers: SchedulerInput[] = [];
    for (const action of actions) {
      this.log.push({ at: this.now, action });
      if (action.type === 'wake') this.#wake = action.at;
      if (action.type === 'stop') this.stopped.push({ at: this.now, attempt: action.attempt, reason: action.reason });
      if (action.type === 'start') {
        const started = { at: this.now, attempt: action.attempt, host: action.candidate.host };
        this.started.push(started);
        const answer = this.onStart(started);
        if (answer !== undefined) answers.push(answer);
      }
    }
    for (const answer of answers) this.feed(answer);
    return actions;
  }

  found(host: string, changes: Partial<CandidateOffer> = {}): readonly SchedulerAction[] {
    return this.feed({ type: 'found', offer: { source: 'grasp', host, port: 4443, ...changes } });
  }

  /** Lets time pass, waking the scheduler when it asked for it and not otherwise. */
  run(span: number): this {
    const end = this.now + span;
    let idle = 0;
    while (this.#wake !== undefined && this.#wake <= end) {
      idle = this.#wake <= this.now ? idle + 1 : 0;
      if (idle > 100) throw new Error('the scheduler asks to be woken again and again without time passing');
      this.now = Math.max(this.now, this.#wake);
      this.feed({ type: 'tick' });
    }
    this.now = end;
    return this;
  }

  get hosts(): readonly string[] {
    return this.started.map(({ host }) => host);
  }

  /** Spans between consecutive starts of one host. */
  gaps(host: string): readonly number[] {
    const times = this.started.filter((each) => each.host === host).map(({ at }) => at);
    return times.slice(1).map((at, index) => at - (times[index] ?? 0));
  }
}
