/**
 * The sessions of one network and what policy does to them: let in when written down, asked about again when trust changed,
 * put out or moved until the network acknowledges. An adapter adds how its network is told. The cost of a change grows
 * with the sessions of the device that it is about.
 */

import { type Clock, isSallyportError, MINUTE, type Milliseconds, type Timer } from '@sallyport/core';
import type { Decision, Obligation } from '../decision.ts';
import { type EventListener, onboardingEvent } from '../events.ts';
import type { TrustChange } from '../trust.ts';
import type { AdmissionAttempt, Mitigation } from './adapter.ts';
import { fail } from './errors.ts';
import { type Enforcement, Expulsion } from './expulsion.ts';
import { AdmissionGate, type GateOptions } from './gate.ts';
import { type NetworkSession, type NetworkSessionEnd, type NetworkSessionRecord, sessionDevice } from './session.ts';
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
  readonly #expulsion: Expulsion;
  readonly #abort = new AbortController();
  readonly #leaving = new Map<string, Promise<Mitigation>>();
  /** Sessions that are to leave, whose network could not be told however often. */
  readonly #unreached = new Set<string>();
  readonly #work = new Set<Promise<void>>();
  #generation = 0;
  #cancelSweep: () => void = () => undefined;

  constructor(options: NetworkSessionsOptions, { clock, timer }: { readonly clock: Clock; readonly timer: Timer }) {
    this.#options = options;
    this.#clock = clock;
    this.#timer = timer;
    this.#table = new NetworkSessionTable(options.maxSessions ?? DEFAULT_SESSIONS);
    this.#expulsion = new Expulsion({
      ...options,
      timer,
      retrying: (thrown) => options.failed?.(thrown),
      ended: (attempt, ok, message, code) => this.#report('F.0', attempt, ok, message, code),
    });
    this.#gate = new AdmissionGate({ ...options, failed: (thrown) => options.failed?.(thrown) }, clock);
  }

  /** Takes up the sessions from before a restart, and asks policy about each: trust may have changed meanwhile. */
  async open(): Promise<void> {
    for await (const session of this.#options.record.load()) this.#table.put(session);
    for (const device of this.#table.devices()) this.#begin(() => this.#reconsider(device));
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
    const devices = deviceKey === undefined ? this.#table.devices() : [deviceKey];
    for (const device of devices) this.#begin(() => this.#reconsider(device));
  }

  async putOut(id: string, reason: string): Promise<Mitigation> {
    const session = this.#table.get(id);
    return session === undefined ? { outcome: 'absent', session: id } : this.#expel(session, reason);
  }

  async move(id: string, obligations: readonly Obligation[], reason: string): Promise<Mitigation> {
    const session = this.#table.get(id);
    if (session === undefined) return { outcome: 'absent', session: id };
    if (session.state === 'leaving') return this.#expel(session, session.reason);
    const objection = this.#gate.objectionTo(obligations);
    if (objection !== undefined) return this.#expel(session, objection);
    const moved: NetworkSession = { ...session, obligations: [...obligations], reason };
    const { move } = this.#options.enforcement;
    if (move === undefined) return this.#expel(session, `the terms have changed: ${reason}`);
    try {
      await move(moved, this.#abort.signal);
    } catch (thrown) {
      this.#options.failed?.(thrown);
      return this.#expel(session, `the terms have changed: ${reason}`);
    }
    // Told to leave, or gone, meanwhile: that stays so.
    if (this.#table.get(id)?.state !== 'admitted') return { outcome: 'absent', session: id };
    this.#table.put(moved);
    await this.#options.record.changed(moved);
    return { outcome: 'done', session: id };
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
      const { attempt, facts } = session;
      const decision = await this.#gate.ask({ session: attempt, device: sessionDevice(session), facts });
      if (decision.outcome === 'permit' && isSame(session.obligations, decision.obligations)) continue;
      await this.#end(session, 'put-out');
      throw fail('E_NETWORK_TRUST_CHANGED', `trust changed while the device was let in: ${decision.reason}`);
    }
    if (this.#table.get(session.id)?.state !== 'admitted') {
      throw fail('E_NETWORK_TRUST_CHANGED', 'the session was ended while the device was let in');
    }
  }

  async #reconsider(deviceKey: string): Promise<void> {
    await Promise.all(this.#table.ofDevice(deviceKey).map((session) => this.#reconsiderOne(session)));
  }

  async #reconsiderOne(session: NetworkSession): Promise<void> {
    if (session.state === 'leaving') {
      await this.#expel(session, session.reason);
      return;
    }
    const { attempt, facts } = session;
    const decision = await this.#gate.ask({ session: attempt, device: sessionDevice(session), facts });
    if (this.#table.get(session.id) === undefined) return;
    if (decision.outcome !== 'permit') await this.#expel(session, decision.reason);
    else if (!isSame(session.obligations, decision.obligations))
      await this.move(session.id, decision.obligations, decision.reason);
  }

  #expel(session: NetworkSession, reason: string): Promise<Mitigation> {
    const known = this.#leaving.get(session.id);
    if (known !== undefined) return known;
    const leaving: NetworkSession = { ...session, state: 'leaving', reason };
    this.#table.put(leaving);
    // The network is told at once: that this is written down too is for a restart alone.
    const written = this.#options.record.changed(leaving).catch((thrown) => this.#options.failed?.(thrown));
    const work = this.#expulsion
      .tell(leaving, this.#abort.signal)
      .then(async (mitigation) => {
        await written;
        if (mitigation.outcome === 'done') await this.#end(leaving, 'put-out');
        else if (mitigation.outcome === 'failed' && !isHopeless(mitigation.error)) this.#unreached.add(leaving.id);
        return mitigation;
      })
      .finally(() => this.#leaving.delete(session.id));
    this.#leaving.set(session.id, work);
    return work;
  }

  async #end(session: NetworkSession, end: NetworkSessionEnd): Promise<void> {
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
      for (const id of this.#unreached) {
        this.#unreached.delete(id);
        const session = this.#table.get(id);
        if (session?.state === 'leaving') this.#begin(async () => void (await this.#expel(session, session.reason)));
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

/** A network that never will (`unsupported`) need not be told again. */
function isHopeless({ cause }: Error): boolean {
  return isSallyportError(cause) && cause.fault === 'unsupported';
}

function isSame(a: readonly Obligation[], b: readonly Obligation[]): boolean {
  const text = (each: readonly Obligation[]) =>
    JSON.stringify([...new Set(each.map(({ type, value }) => `${type}=${value}`))].sort());
  return text(a) === text(b);
}
