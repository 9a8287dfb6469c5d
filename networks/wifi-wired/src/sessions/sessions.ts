/**
 * The devices on the network, and what happens to them there: accounting tells how they fare, and a change of trust has
 * policy asked anew and the NAS told at once. The cost of a change grows with the sessions of the device it is about.
 */

import { type Clock, MINUTE, type Milliseconds, type Timer } from '@sallyport/core';
import type { Obligation, TrustChange } from '@sallyport/onboarding';
import { ACCT_STATUS_TYPES, type AccountingRequest } from '@sallyport/radius';
import { isSameObligations, obligationAttributes } from '../admission/obligations.ts';
import { type Place, placeOf } from '../admission/place.ts';
import type { AdmissionPolicy, Admittance } from '../admission/policy.ts';
import { fail } from '../errors.ts';
import { Expulsion, type ExpulsionOptions, isFinal } from './expulsion.ts';
import { Lanes } from './lanes.ts';
import { identityOf, type Session, type SessionEnd, type SessionRecord } from './session.ts';
import { SessionTable } from './session-table.ts';

/** What happened to a session, for logs and people. */
export type SessionEvent =
  | { readonly type: 'opened'; readonly session: Session }
  | { readonly type: 'ended'; readonly session: Session; readonly end: SessionEnd }
  /** Trust is gone: the NAS is being told. */
  | { readonly type: 'leaving'; readonly session: Session }
  | { readonly type: 'retrying'; readonly session: Session; readonly error: unknown }
  /** The NAS acknowledged; `ms` since trust was asked about. */
  | { readonly type: 'put-out'; readonly session: Session; readonly ms: Milliseconds }
  /** The NAS never acknowledged: the device may still be on the network. */
  | { readonly type: 'not-put-out'; readonly session: Session; readonly error: unknown }
  | { readonly type: 'moved'; readonly session: Session; readonly ms: Milliseconds }
  /** A NAS accounts for a session that nobody here admitted. */
  | { readonly type: 'stray'; readonly place: Place }
  | { readonly type: 'failed'; readonly error: unknown };

export interface SessionsOptions extends Pick<ExpulsionOptions, 'requests' | 'findNas' | 'pauses'> {
  readonly policy: AdmissionPolicy;
  readonly record: SessionRecord;
  /** At the same time. Default 100 000. */
  readonly maxSessions?: number;
  /** Requests to NASes under way at the same time. Default 256. */
  readonly maxRequests?: number;
  readonly listener?: (event: SessionEvent) => void;
}

const DEFAULT_SESSIONS = 100_000;
const DEFAULT_REQUESTS = 256;
const MAX_JUDGED = 64;
const SWEEP_EVERY: Milliseconds = MINUTE;

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #table: SessionTable;
  readonly #expulsion: Expulsion;
  /** A change that is about everybody must not have policy asked about everybody at the same moment. */
  readonly #judging = new Lanes(MAX_JUDGED);
  /** Sessions whose NAS is being told something. */
  readonly #busy = new Set<string>();
  /** Sessions that are to leave, whose NAS could not be told however often. */
  readonly #unreached = new Set<string>();
  /** Work begun by events, for {@link settled}. */
  readonly #work = new Set<Promise<void>>();
  /** Grows with each change of trust, so that a decision made before one is not kept after it. */
  #generation = 0;
  #cancelSweep: () => void = () => undefined;
  #isClosed = false;

  constructor(options: SessionsOptions, { clock, timer }: { readonly clock: Clock; readonly timer: Timer }) {
    this.#options = options;
    this.#clock = clock;
    this.#timer = timer;
    this.#table = new SessionTable(options.maxSessions ?? DEFAULT_SESSIONS);
    const retrying = (session: Session, error: unknown) => this.#tell({ type: 'retrying', session, error });
    const lanes = new Lanes(options.maxRequests ?? DEFAULT_REQUESTS);
    this.#expulsion = new Expulsion({ ...options, clock, timer, inTurn: (request) => lanes.run(request), retrying });
  }

  /** Takes up the sessions from before a restart, and asks policy about each: trust may have changed meanwhile. */
  async open(): Promise<void> {
    for await (const session of this.#options.record.load()) this.#table.put(session);
    for (const device of this.#table.devices()) this.#begin(() => this.#reconsider(device));
    this.#sweepLater();
  }

  get size(): number {
    return this.#table.size;
  }

  get hasRoom(): boolean {
    return this.#table.hasRoom;
  }

  get generation(): number {
    return this.#generation;
  }

  /** All of them, the oldest first. */
  list(): readonly Session[] {
    return [...this.#table.all()];
  }

  get(id: string): Session | undefined {
    return this.#table.get(id);
  }

  ofDevice(deviceKey: string): readonly Session[] {
    return this.#table.ofDevice(deviceKey);
  }

  /**
   * Writes a session down, before the NAS hears of it. `generation`: as it was when policy was asked.
   * Rejects when the session could not be written down; then nobody may be let in.
   * @throws E_ADMISSION_DENIED when trust changed meanwhile, and policy says no now or has other terms
   */
  async admit(session: Session, generation: number): Promise<void> {
    const giveBack = this.#table.promise();
    try {
      await this.#options.record.admitted(session);
      const before = this.#table.at(session.place);
      this.#table.put(session);
      if (before !== undefined && before.id !== session.id) await this.#end(before, 'replaced');
    } finally {
      giveBack();
    }
    await this.#recheck(session, generation);
  }

  /** Takes an accounting record. Resolves when what it changed is written down (RFC 2866 §2). */
  async account(request: AccountingRequest): Promise<void> {
    const place = placeOf(request);
    const { statusType } = request;
    if (statusType === ACCT_STATUS_TYPES.ACCOUNTING_ON || statusType === ACCT_STATUS_TYPES.ACCOUNTING_OFF) {
      for (const session of this.#table.ofNas(place)) await this.#end(session, 'nas-restarted');
      return;
    }
    const session = this.#table.accountedFor(request, place);
    if (session === undefined) {
      if (statusType !== ACCT_STATUS_TYPES.STOP) this.#tell({ type: 'stray', place });
      return;
    }
    if (statusType === ACCT_STATUS_TYPES.STOP) await this.#end(session, 'stopped');
    else if (session.state === 'admitted') await this.#opened(session, place);
    // It is still there, though its NAS was given up: that is a reason to try again.
    else if (session.state === 'leaving') this.#begin(() => this.#putOut(session, this.#clock.monotonic()));
  }

  /** Trust in a device, or in any, is in question. */
  trustChanged({ deviceKey }: TrustChange): void {
    this.#generation++;
    const devices = deviceKey === undefined ? this.#table.devices() : [deviceKey];
    for (const device of devices) this.#begin(() => this.#reconsider(device));
  }

  /** Ends a session because a person says so. */
  async disconnect(id: string, reason: string): Promise<boolean> {
    const session = this.#table.get(id);
    if (session === undefined) return false;
    await this.#expel(session, reason, this.#clock.monotonic());
    return this.#table.get(id) === undefined;
  }

  /** Gives a session other terms because a person says so; a NAS that does not do that ends it. @throws E_ADMISSION_OBLIGATION */
  async change(id: string, obligations: readonly Obligation[], reason: string): Promise<void> {
    const session = this.#table.get(id);
    if (session === undefined || session.state === 'leaving') return;
    const attributes = obligationAttributes(obligations);
    await this.#move(session, { isAdmitted: true, obligations, attributes, reason }, this.#clock.monotonic());
  }

  /** Resolves when all that is under way is done. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  /** Gives up what is under way; sessions that are leaving go on leaving after a restart. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelSweep();
    this.#expulsion.close();
    await this.settled();
  }

  async #opened(session: Session, { accountingSession, ssid, station }: Place): Promise<void> {
    const { place } = session;
    const known: Session = {
      ...session,
      state: 'open',
      place: {
        ...place,
        accountingSession: accountingSession ?? place.accountingSession,
        ssid: place.ssid ?? ssid,
        station: place.station ?? station,
      },
    };
    await this.#change(known);
    this.#tell({ type: 'opened', session: known });
  }

  /**
   * Trust that changed since policy was asked counts before the NAS hears of the permission: a Disconnect-Request that
   * overtakes an Access-Accept finds no session to end.
   */
  async #recheck(session: Session, generation: number): Promise<void> {
    for (let judged = generation; judged !== this.#generation; ) {
      judged = this.#generation;
      const admittance = await this.#judge(session);
      if (admittance.isAdmitted && isSameObligations(session.obligations, admittance.obligations)) continue;
      await this.#end(session, 'put-out');
      throw fail('E_ADMISSION_DENIED', `trust changed at the door: ${admittance.reason}`);
    }
    const state = this.#table.get(session.id)?.state;
    if (state === undefined || state === 'leaving')
      throw fail('E_ADMISSION_DENIED', 'the session was ended at the door');
  }

  #judge(session: Session): Promise<Admittance> {
    const { onboardingSession, credential, certificateSerial, place } = session;
    const device = identityOf(session);
    const applicant = { session: onboardingSession, device, credential, certificateSerial, place };
    return this.#judging.run(() => this.#options.policy.judge(applicant));
  }

  /** Asks policy about each session of one device. */
  async #reconsider(deviceKey: string): Promise<void> {
    const begun = this.#clock.monotonic();
    await Promise.all(this.#table.ofDevice(deviceKey).map((session) => this.#reconsiderOne(session, begun)));
  }

  async #reconsiderOne(session: Session, begun: Milliseconds): Promise<void> {
    if (session.state === 'leaving') return this.#putOut(session, begun);
    const admittance = await this.#judge(session);
    if (this.#table.get(session.id) === undefined) return;
    if (!admittance.isAdmitted) await this.#expel(session, admittance.reason, begun);
    else if (!isSameObligations(session.obligations, admittance.obligations))
      await this.#move(session, admittance, begun);
  }

  /** RFC 5176 §3: CoA-Request; a NAS that does not do it ends the session, and the device comes back on its new terms. */
  async #move(
    session: Session,
    { obligations, attributes, reason }: Extract<Admittance, { readonly isAdmitted: true }>,
    begun: Milliseconds,
  ): Promise<void> {
    const terms = `the terms have changed: ${reason}`;
    // A CoA-Request can say what is so, and not what is so no longer.
    const isLess = session.obligations.some(({ type }) => !obligations.some((each) => each.type === type));
    if (isLess) return this.#expel(session, terms, begun);
    const outcome = await this.#expulsion.change(session, attributes);
    const current = this.#table.get(session.id);
    if (current === undefined) return;
    if (!outcome.isDone) return this.#expel(current, terms, begun);
    const moved: Session = { ...current, obligations: [...obligations], reason };
    await this.#change(moved);
    this.#tell({ type: 'moved', session: moved, ms: this.#clock.monotonic() - begun });
  }

  async #expel(session: Session, reason: string, begun: Milliseconds): Promise<void> {
    const leaving: Session = { ...session, state: 'leaving', reason };
    this.#table.put(leaving);
    this.#tell({ type: 'leaving', session: leaving });
    // The NAS is told at once: that this is written down too is for a restart alone.
    await Promise.all([this.#putOut(leaving, begun), this.#keep(this.#options.record.changed(leaving))]);
  }

  async #putOut(session: Session, begun: Milliseconds): Promise<void> {
    if (this.#busy.has(session.id)) return;
    this.#busy.add(session.id);
    try {
      const outcome = await this.#expulsion.disconnect(session);
      if (!outcome.isDone) {
        if (!this.#isClosed) this.#tell({ type: 'not-put-out', session, error: outcome.error });
        if (!isFinal(outcome.error)) this.#unreached.add(session.id);
        return;
      }
      this.#tell({ type: 'put-out', session, ms: this.#clock.monotonic() - begun });
      await this.#end(session, 'put-out');
    } finally {
      this.#busy.delete(session.id);
    }
  }

  async #end(session: Session, end: SessionEnd): Promise<void> {
    if (this.#table.get(session.id) === undefined) return;
    this.#table.remove(session.id);
    await this.#options.record.ended(session, end);
    this.#tell({ type: 'ended', session, end });
  }

  async #change(session: Session): Promise<void> {
    this.#table.put(session);
    await this.#options.record.changed(session);
  }

  #sweepLater(): void {
    if (this.#isClosed) return;
    this.#cancelSweep = this.#timer.after(SWEEP_EVERY, () => {
      for (const session of this.#table.overdue(this.#clock.now().getTime())) {
        this.#begin(() => this.#end(session, 'expired'));
      }
      // A NAS that is back must not go on serving whom it did not hear it should put out.
      for (const id of this.#unreached) {
        this.#unreached.delete(id);
        const session = this.#table.get(id);
        if (session?.state === 'leaving') this.#begin(() => this.#putOut(session, this.#clock.monotonic()));
      }
      this.#sweepLater();
    });
  }

  #begin(work: () => Promise<void>): void {
    if (this.#isClosed) return;
    const running = this.#keep(work()).finally(() => this.#work.delete(running));
    this.#work.add(running);
  }

  /** What goes wrong is told, since nobody waits for it. */
  #keep(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => this.#tell({ type: 'failed', error }));
  }

  #tell(event: SessionEvent): void {
    this.#options.listener?.(event);
  }
}
