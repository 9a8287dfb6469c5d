/**
 * The devices on the network, and what happens to them there: accounting tells how they fare, and a change of trust has
 * policy asked anew and the NAS told at once. The cost of a change grows with the sessions of the device it is about.
 */

import { type Clock, MINUTE, type Milliseconds, type Timer } from '@sallyport/core';
import { isSameObligations, type Obligation, type TrustChange } from '@sallyport/onboarding';
import { ACCT_STATUS_TYPES, type AccountingRequest } from '@sallyport/radius';
import { obligationAttributes } from '../admission/obligations.ts';
import { type Place, placeOf } from '../admission/place.ts';
import type { AdmissionPolicy } from '../admission/policy.ts';
import { fail } from '../errors.ts';
import type { SessionEvent } from './events.ts';
import { PutOuts, type PutOutsOptions } from './put-outs.ts';
import { applicantOf, SecondThoughts } from './second-thoughts.ts';
import type { Session, SessionEnd, SessionRecord } from './session.ts';
import { SessionTable } from './session-table.ts';

export interface SessionsOptions extends Pick<PutOutsOptions, 'requests' | 'findNas' | 'pauses' | 'maxRequests'> {
  readonly policy: AdmissionPolicy;
  readonly record: SessionRecord;
  /** At the same time. Default 100 000. */
  readonly maxSessions?: number;
  readonly listener?: (event: SessionEvent) => void;
}

const DEFAULT_SESSIONS = 100_000;
const SWEEP_EVERY: Milliseconds = MINUTE;

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #table: SessionTable;
  readonly #putOuts: PutOuts;
  readonly #second: SecondThoughts;
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
    this.#putOuts = new PutOuts(
      {
        ...options,
        table: this.#table,
        explain: (session) => options.policy.judge({ ...applicantOf(session), canWait: true }),
        end: (session, end) => this.#end(session, end),
        tell: (event) => this.#tell(event),
        keep: (work) => this.#keep(work),
      },
      { clock, timer },
    );
    this.#second = new SecondThoughts({
      clock,
      policy: options.policy,
      table: this.#table,
      putOuts: this.#putOuts,
      begin: (work) => this.#begin(work),
      moved: async (session, ms) => {
        await this.#change(session);
        this.#tell({ type: 'moved', session, ms });
      },
    });
  }

  /** Takes up the sessions from before a restart, and asks policy about each: trust may have changed meanwhile. */
  async open(): Promise<void> {
    for await (const session of this.#options.record.load()) this.#table.put(session);
    this.#second.about(this.#table.devices());
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
    else if (session.state === 'leaving') this.#begin(() => this.#putOuts.again(session, this.#clock.monotonic()));
  }

  /** Trust in a device, or in any, is in question. */
  trustChanged({ deviceKey }: TrustChange): void {
    this.#generation++;
    this.#second.about(deviceKey === undefined ? this.#table.devices() : [deviceKey]);
  }

  /** Ends a session because a person says so. */
  async disconnect(id: string, reason: string): Promise<boolean> {
    const session = this.#table.get(id);
    if (session === undefined) return false;
    await this.#putOuts.expel(session, reason, this.#clock.monotonic());
    return this.#table.get(id) === undefined;
  }

  /** Gives a session other terms because a person says so; a NAS that does not do that ends it. @throws E_ADMISSION_OBLIGATION */
  async change(id: string, obligations: readonly Obligation[], reason: string): Promise<void> {
    const session = this.#table.get(id);
    if (session === undefined || session.state === 'leaving') return;
    const attributes = obligationAttributes(obligations);
    await this.#second.move(session, { isAdmitted: true, obligations, attributes, reason }, this.#clock.monotonic());
  }

  /** Resolves when all that is under way is done. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  /** Gives up what is under way; sessions that are leaving go on leaving after a restart. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelSweep();
    this.#putOuts.close();
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
      const admittance = await this.#second.judge(session);
      if (admittance.isAdmitted && isSameObligations(session.obligations, admittance.obligations)) continue;
      await this.#end(session, 'put-out');
      throw fail('E_ADMISSION_DENIED', `trust changed at the door: ${admittance.reason}`);
    }
    const state = this.#table.get(session.id)?.state;
    if (state === undefined || state === 'leaving')
      throw fail('E_ADMISSION_DENIED', 'the session was ended at the door');
  }

  async #end(session: Session, end: SessionEnd): Promise<void> {
    await this.#putOuts.explained(session.id);
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
      const now = this.#clock.monotonic();
      for (const session of this.#putOuts.takeUnreached()) this.#begin(() => this.#putOuts.again(session, now));
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
