/**
 * The sessions of one network and what policy does to them: let in when written down, asked about again when trust changed,
 * put out or moved until the network acknowledges. An adapter adds how its network is told. The cost of a change grows
 * with the sessions of the device that it is about.
 */

import { type Clock, MINUTE, type Milliseconds, type Timer } from '@sallyport/core';
import { type Decision, isSameObligations, type Obligation } from '../decision.ts';
import { type EventListener, onboardingEvent } from '../events.ts';
import type { TrustChange } from '../trust.ts';
import type { AdmissionAttempt, Mitigation } from './adapter.ts';
import { attemptOf } from './attempt.ts';
import { fail } from './errors.ts';
import type { Enforcement } from './expulsion.ts';
import { AdmissionGate, type GateOptions } from './gate.ts';
import { PutOuts } from './put-outs.ts';
import { SecondThoughts } from './second-thoughts.ts';
import type { NetworkSession, NetworkSessionEnd, NetworkSessionRecord } from './session.ts';
import { NetworkSessionTable } from './table.ts';

export interface NetworkSessionsOptions extends Omit<GateOptions, 'failed'> {
  readonly record: NetworkSessionRecord;
  readonly enforcement: Enforcement;
  /** At the same time. Default 100 000. */
  readonly maxSessions?: number;
  /** Pauses before the network is told again. Default 1 s, 5 s, 15 s, 60 s, 300 s; then every minute anew. */
  readonly pauses?: readonly Milliseconds[];
  readonly events?: EventListener;
  /** What went wrong where nobody waits for it. */
  readonly failed?: (thrown: unknown) => void;
}

/** What policy said of an attempt, and when. */
export interface Judgement {
  readonly decision: Decision;
  /** Of the sessions, when policy was asked: trust that changed since has policy asked again. */
  readonly generation: number;
}

const DEFAULT_SESSIONS = 100_000;

export class NetworkSessions {
  readonly #options: NetworkSessionsOptions;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #gate: AdmissionGate;
  readonly #table: NetworkSessionTable;
  readonly #putOuts: PutOuts;
  readonly #second: SecondThoughts;
  readonly #abort = new AbortController();
  readonly #work = new Set<Promise<void>>();
  #generation = 0;
  #cancelSweep: () => void = () => undefined;

  constructor(options: NetworkSessionsOptions, { clock, timer }: { readonly clock: Clock; readonly timer: Timer }) {
    this.#options = options;
    this.#clock = clock;
    this.#timer = timer;
    this.#table = new NetworkSessionTable(options.maxSessions ?? DEFAULT_SESSIONS);
    const shared = {
      ...options,
      table: this.#table,
      failed: (thrown: unknown) => options.failed?.(thrown),
      signal: this.#abort.signal,
    };
    const gate = new AdmissionGate(shared, clock);
    this.#gate = gate;
    this.#putOuts = new PutOuts({
      ...shared,
      timer,
      explain: (session) => gate.askBehind(attemptOf(session)),
      end: (session, end) => this.#end(session, end),
      ended: (attempt, ok, message, code) => this.#report('F.0', attempt, ok, message, code),
    });
    this.#second = new SecondThoughts({
      ...shared,
      clock,
      gate,
      putOuts: this.#putOuts,
      begin: (work) => this.#begin(work),
    });
  }

  /** Takes up the sessions from before a restart, and asks policy about each: trust may have changed meanwhile. */
  async open(): Promise<void> {
    for await (const session of this.#options.record.load()) this.#table.put(session);
    this.#second.about(this.#table.devices());
    this.#sweepLater();
  }

  list(deviceKey?: string): readonly NetworkSession[] {
    return deviceKey === undefined ? this.#table.all() : this.#table.ofDevice(deviceKey);
  }

  get(id: string): NetworkSession | undefined {
    return this.#table.get(id);
  }

  at(place: string): NetworkSession | undefined {
    return this.#table.at(place);
  }

  /** Asks policy. Never rejects. */
  async judge(attempt: AdmissionAttempt): Promise<Judgement> {
    const generation = this.#generation;
    const decision = await this.#gate.ask(attempt);
    this.#report('E.2', attempt, decision.outcome === 'permit', decision.reason);
    return { decision, generation };
  }

  /**
   * Writes a session down; the network is told to let the device in when this resolves.
   * @throws E_NETWORK_FULL, E_NETWORK_RECORD, E_NETWORK_CLOSED, E_NETWORK_TRUST_CHANGED; then nobody may be let in
   */
  async admit(session: NetworkSession, generation: number): Promise<void> {
    if (this.#abort.signal.aborted) throw fail('E_NETWORK_CLOSED', 'the sessions are closed');
    if (!this.#table.hasRoom(session.place)) throw fail('E_NETWORK_FULL', 'there is no room for another session');
    const giveBack = this.#table.promise();
    try {
      await this.#options.record.admitted(session);
      const before = this.#table.at(session.place);
      this.#table.put(session);
      if (before !== undefined && before.id !== session.id) await this.#end(before, 'replaced');
    } catch (cause) {
      throw fail('E_NETWORK_RECORD', 'the session could not be written down', { cause });
    } finally {
      giveBack();
    }
    await this.#recheck(session, generation);
  }

  /** The network says that a session is over. Resolves when that is written down; false when it is not known. */
  async ended(id: string): Promise<boolean> {
    const session = this.#table.get(id);
    if (session !== undefined) await this.#end(session, 'stopped');
    return session !== undefined;
  }

  trustChanged({ deviceKey }: TrustChange): void {
    this.#generation++;
    this.#second.about(deviceKey === undefined ? this.#table.devices() : [deviceKey]);
  }

  async putOut(id: string, reason: string): Promise<Mitigation> {
    const session = this.#table.get(id);
    return session === undefined ? { outcome: 'absent', session: id } : this.#putOuts.expel(session, reason);
  }

  move(id: string, obligations: readonly Obligation[], reason: string): Promise<Mitigation> {
    return this.#second.move(id, obligations, reason);
  }

  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  /** Gives up what is under way; sessions that are leaving go on leaving after a restart. */
  async close(): Promise<void> {
    this.#cancelSweep();
    this.#abort.abort();
    await this.settled();
  }

  /** Trust that changed since policy was asked counts before the network hears of the permission, not after. */
  async #recheck(session: NetworkSession, generation: number): Promise<void> {
    for (let judged = generation; judged !== this.#generation; ) {
      judged = this.#generation;
      const decision = await this.#gate.ask(attemptOf(session));
      if (decision.outcome === 'permit' && isSameObligations(session.obligations, decision.obligations)) continue;
      await this.#end(session, 'put-out');
      throw fail('E_NETWORK_TRUST_CHANGED', `trust changed while the device was let in: ${decision.reason}`);
    }
    if (this.#table.get(session.id)?.state !== 'admitted') {
      throw fail('E_NETWORK_TRUST_CHANGED', 'the session was ended while the device was let in');
    }
  }

  async #end(session: NetworkSession, end: NetworkSessionEnd): Promise<void> {
    await this.#putOuts.explained(session.id);
    if (this.#table.get(session.id) === undefined) return;
    this.#table.remove(session.id);
    await this.#options.record.ended(session, end);
  }

  #sweepLater(): void {
    this.#cancelSweep = this.#timer.after(MINUTE, () => {
      for (const session of this.#table.overdue(this.#clock.now().getTime())) {
        this.#begin(() => this.#end(session, 'expired'));
      }
      // A network that is back must not go on serving whom it did not hear it should put out.
      for (const session of this.#putOuts.takeUnreached()) {
        this.#begin(async () => void (await this.#putOuts.expel(session, session.reason)));
      }
      this.#sweepLater();
    });
  }

  #begin(work: () => Promise<void>): void {
    if (this.#abort.signal.aborted) return;
    const running: Promise<void> = work()
      .catch((thrown: unknown) => this.#options.failed?.(thrown))
      .finally(() => this.#work.delete(running));
    this.#work.add(running);
  }

  #report(step: 'E.2' | 'F.0', attempt: AdmissionAttempt, ok: boolean, message: string, code?: string): void {
    const { session, device, facts } = attempt;
    const more = code === undefined ? {} : { code };
    const at = this.#clock.now();
    const { events, network: protocol } = this.#options;
    events?.(onboardingEvent({ session, protocol, step, ok, at, device, facts, message, ...more }));
  }
}
