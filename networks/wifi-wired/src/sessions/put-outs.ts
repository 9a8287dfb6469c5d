/**
 * Puts sessions out. Where a decision was made before, its NAS is told first, and the reason is asked for behind: access must
 * not outlast trust by the time it takes to write down why. Each put-out is in the log with its reason all the same.
 */

import { type Clock, type Milliseconds, type Timer, within } from '@sallyport/core';
import { Behind } from '@sallyport/onboarding';
import type { SessionEvent } from './events.ts';
import { Expulsion, type ExpulsionOptions, type IsDue, isFinal, type Outcome } from './expulsion.ts';
import { NasTurns } from './nas-turns.ts';
import type { Session, SessionEnd, SessionRecord } from './session.ts';
import type { SessionTable } from './session-table.ts';

export interface PutOutsOptions extends Pick<ExpulsionOptions, 'requests' | 'findNas' | 'pauses'> {
  readonly table: SessionTable;
  readonly record: SessionRecord;
  /** Requests to NASes under way at the same time. Default 768. */
  readonly maxRequests?: number;
  /** What policy says of a session, when it comes to that. Never rejects. */
  readonly explain: (session: Session) => Promise<{ readonly isAdmitted: boolean; readonly reason: string }>;
  readonly end: (session: Session, end: SessionEnd) => Promise<void>;
  readonly tell: (event: SessionEvent) => void;
  /** What goes wrong is told, since nobody waits for it. */
  readonly keep: (work: Promise<void>) => Promise<void>;
}

/** That this session was denied, as of a moment. What is told of its device later withdraws it. */
export interface Denial {
  /** Of the session. */
  readonly id: string;
  readonly at: Date;
}

/** What the table says until the reason is known. */
const DENIED = 'a decision about the device has turned to no';
/** Of the 1024 that four sockets have identifiers for. */
const DEFAULT_REQUESTS = 768;
/** Reasons wait no longer than this for requests that go first. */
const PATIENCE: Milliseconds = 500;

export class PutOuts {
  readonly #options: PutOutsOptions;
  readonly #clock: Clock;
  readonly #expulsion: Expulsion;
  readonly #reasons: Behind<Session, { readonly isAdmitted: boolean; readonly reason: string }>;
  /** Sessions whose NAS is being told something. */
  readonly #busy = new Set<string>();
  /** Sessions that are to leave, whose NAS could not be told however often. */
  readonly #unreached = new Set<string>();
  readonly #denials = new Map<string, Denial>();
  readonly #explaining = new Map<string, Promise<Session>>();
  #isClosed = false;

  constructor(options: PutOutsOptions, { clock, timer }: { readonly clock: Clock; readonly timer: Timer }) {
    this.#options = options;
    this.#clock = clock;
    const turns = new NasTurns(options.maxRequests ?? DEFAULT_REQUESTS);
    this.#expulsion = new Expulsion({
      ...options,
      clock,
      timer,
      inTurn: (nas, request) => turns.run(nas, request),
      retrying: (session, error) => options.tell({ type: 'retrying', session, error }),
    });
    this.#reasons = new Behind({
      work: (session) => options.explain(session),
      first: () => within(timer, PATIENCE, turns.quiet()),
    });
  }

  /** Before policy is asked whether it has denied this session already. */
  foresee({ id }: Session): Denial {
    const denial = { id, at: this.#clock.now() };
    this.#denials.set(id, denial);
    return denial;
  }

  /** Something newer than this denial is known of the session, or it was not denied; without one, than any. */
  withdraw(id: string, denial = this.#denials.get(id)): void {
    if (this.#denials.get(id) === denial) this.#denials.delete(id);
  }

  /** Resolves when the reason is handed to the log of a session that was put out before it was known; its end comes after that. */
  async explained(id: string): Promise<void> {
    await this.#explaining.get(id);
  }

  /** Puts a session out for a reason. `begun`: when trust was asked about, in monotonic time. */
  async expel(session: Session, reason: string, begun: Milliseconds): Promise<void> {
    const leaving: Session = { ...session, state: 'leaving', reason };
    this.#options.table.put(leaving);
    this.#options.tell({ type: 'leaving', session: leaving });
    // The NAS is told at once: that this is written down too is for a restart alone.
    await Promise.all([this.again(leaving, begun), this.#options.keep(this.#options.record.changed(leaving))]);
  }

  /** Puts out a session that is denied already, unless that is withdrawn before the turn of its NAS comes. */
  async expelDenied(denial: Denial, begun: Milliseconds): Promise<void> {
    const { id } = denial;
    const session = this.#options.table.get(id);
    if (session === undefined || session.state === 'leaving') {
      this.withdraw(id, denial);
      return session && this.again(session, begun);
    }
    let left: Promise<Session> | undefined;
    const isDue: IsDue = () => {
      left ??= this.#leaveFor(denial);
      return left !== undefined;
    };
    try {
      const outcome = await this.#expulsion.disconnect(session, isDue);
      if (outcome === 'undue' || !isDue() || left === undefined) return;
      await this.#conclude(await left, outcome, begun);
    } finally {
      if (left !== undefined) this.#busy.delete(id);
      this.withdraw(id, denial);
    }
  }

  /** Has a session put out that is leaving, if its NAS is not being told just now. */
  async again(session: Session, begun: Milliseconds): Promise<void> {
    if (this.#busy.has(session.id)) return;
    this.#busy.add(session.id);
    try {
      const outcome = await this.#expulsion.disconnect(session);
      if (outcome !== 'undue') await this.#conclude(session, outcome, begun);
    } finally {
      this.#busy.delete(session.id);
    }
  }

  /** Gives a session other terms, if its NAS can do that. */
  change(...request: Parameters<Expulsion['change']>): ReturnType<Expulsion['change']> {
    return this.#expulsion.change(...request);
  }

  /** Those that are to leave still, though their NAS was given up, each once. */
  takeUnreached(): readonly Session[] {
    const { table } = this.#options;
    const unreached = [...this.#unreached].flatMap((id) => table.get(id) ?? []);
    this.#unreached.clear();
    return unreached.filter(({ state }) => state === 'leaving');
  }

  /** Nothing is tried again from now on. */
  close(): void {
    this.#isClosed = true;
    this.#expulsion.close();
  }

  /** The session, leaving, with its reason once that is known; undefined when it is there no more, or not denied any longer. */
  #leaveFor(denial: Denial): Promise<Session> | undefined {
    const { id } = denial;
    const { table, tell } = this.#options;
    const session = table.get(id);
    if (this.#isClosed || this.#denials.get(id) !== denial) return undefined;
    if (session === undefined || session.state === 'leaving') return undefined;
    const leaving: Session = { ...session, state: 'leaving', reason: DENIED };
    this.#busy.add(id);
    table.put(leaving);
    tell({ type: 'leaving', session: leaving });
    const explaining = this.#explain(leaving, denial).finally(() => this.#explaining.delete(id));
    this.#explaining.set(id, explaining);
    return explaining;
  }

  async #explain(leaving: Session, denial: Denial): Promise<Session> {
    const { table, record, keep } = this.#options;
    const said = await this.#reasons.do(leaving);
    const explained: Session = { ...leaving, reason: this.#reasonFor(leaving.id, denial, said) };
    // Another may have come to its place meanwhile.
    if (table.at(leaving.place)?.id === leaving.id) table.put(explained);
    // What follows is written in the same go, and after it.
    void keep(record.changed(explained));
    return explained;
  }

  /** What was asked for later may be another answer than the one that put the device out; then the log says so. */
  #reasonFor(
    id: string,
    denial: Denial,
    { isAdmitted, reason }: { readonly isAdmitted: boolean; readonly reason: string },
  ): string {
    if (!isAdmitted && this.#denials.get(id) === denial) return reason;
    const now = isAdmitted ? 'permitted' : 'denied';
    return `denied at ${denial.at.toISOString()}; ${now} when asked why: ${reason}`;
  }

  async #conclude(session: Session, outcome: Outcome, begun: Milliseconds): Promise<void> {
    const { tell, end } = this.#options;
    if (!outcome.isDone) {
      if (!this.#isClosed) tell({ type: 'not-put-out', session, error: outcome.error });
      if (!isFinal(outcome.error)) this.#unreached.add(session.id);
      return;
    }
    tell({ type: 'put-out', session, ms: this.#clock.monotonic() - begun });
    await end(session, 'put-out');
  }
}
