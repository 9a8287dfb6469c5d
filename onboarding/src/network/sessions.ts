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
import { Behind } from './behind.ts';
import { fail } from './errors.ts';
import { type Enforcement, Expulsion } from './expulsion.ts';
import { AdmissionGate, type GateOptions } from './gate.ts';
import {
  type NetworkSession,
  type NetworkSessionEnd,
  type NetworkSessionRecord,
  sessionDevice,
  sessionDeviceKey,
} from './session.ts';
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
/** What the network is told, and the table says, until the reason is known. */
const DENIED = 'a decision about the device has turned to no';

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
  /** Devices that a change of trust was told of, and that are looked at next. */
  #inQuestion = new Set<string>();
  #isLooking = false;
  /** Why sessions leave that were denied already: asked for when the network has been told of all. */
  readonly #reasons: Behind<NetworkSession, Decision>;
  /** Until the reason is handed to the log; the end of a session comes after that. */
  readonly #explaining = new Map<string, Promise<unknown>>();
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
    this.#reasons = new Behind({
      first: async () => undefined,
      work: (session) => this.#gate.askBehind(attemptOf(session)),
    });
  }

  /** Takes up the sessions from before a restart, and asks policy about each: trust may have changed meanwhile. */
  async open(): Promise<void> {
    for await (const session of this.#options.record.load()) this.#table.put(session);
    this.#question(this.#table.devices());
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
    this.#question(deviceKey === undefined ? this.#table.devices() : [deviceKey]);
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
      const decision = await this.#gate.ask(attemptOf(session));
      if (decision.outcome === 'permit' && isSame(session.obligations, decision.obligations)) continue;
      await this.#end(session, 'put-out');
      throw fail('E_NETWORK_TRUST_CHANGED', `trust changed while the device was let in: ${decision.reason}`);
    }
    if (this.#table.get(session.id)?.state !== 'admitted') {
      throw fail('E_NETWORK_TRUST_CHANGED', 'the session was ended while the device was let in');
    }
  }

  /** Has these looked at, together with all that are named in the same row. */
  #question(devices: readonly string[]): void {
    for (const device of devices) this.#inQuestion.add(device);
    if (this.#isLooking || this.#inQuestion.size === 0) return;
    this.#isLooking = true;
    this.#begin(() => this.#reconsider());
  }

  /** One row after the other: an answer about one must not be acted upon when the next has another already. */
  async #reconsider(): Promise<void> {
    await null;
    try {
      while (this.#inQuestion.size > 0) await this.#reconsiderAll();
    } finally {
      this.#isLooking = false;
    }
  }

  /** Whom policy denied already is put out first, and policy is asked about the others. */
  async #reconsiderAll(): Promise<void> {
    const sessions = [...this.#inQuestion].flatMap((device) => this.#table.ofDevice(device));
    this.#inQuestion = new Set();
    const at = this.#clock.now();
    const denied = await this.#gate.deniedAlready(sessions.map(attemptOf));
    for (const [index, { id }] of sessions.entries()) {
      const session = this.#table.get(id);
      // What was told of it meanwhile is newer: it is looked at once more.
      if (session === undefined || this.#inQuestion.has(sessionDeviceKey(session))) continue;
      const isDenied = denied[index] === true && session.state === 'admitted';
      this.#begin(async () => {
        if (isDenied) await this.#expel(session, DENIED, (leaving) => this.#explain(leaving, at));
        else await this.#reconsiderOne(session);
      });
    }
  }

  async #reconsiderOne(session: NetworkSession): Promise<void> {
    if (session.state === 'leaving') {
      await this.#expel(session, session.reason);
      return;
    }
    const decision = await this.#gate.ask(attemptOf(session));
    if (this.#table.get(session.id) === undefined) return;
    if (decision.outcome !== 'permit') await this.#expel(session, decision.reason);
    else if (!isSame(session.obligations, decision.obligations))
      await this.move(session.id, decision.obligations, decision.reason);
  }

  /** `explain`: where the reason is not known yet. It is written down with it. */
  #expel(
    session: NetworkSession,
    reason: string,
    explain: (leaving: NetworkSession) => Promise<string> = async () => reason,
  ): Promise<Mitigation> {
    const known = this.#leaving.get(session.id);
    if (known !== undefined) return known;
    const leaving: NetworkSession = { ...session, state: 'leaving', reason };
    this.#table.put(leaving);
    // The network is told at once: that this is written down too is for a restart alone.
    const why = explain(leaving);
    const handed = why.then((said) => this.#explained({ ...leaving, reason: said }));
    this.#explaining.set(session.id, handed);
    const work = this.#expulsion
      .tell(leaving, why, this.#abort.signal)
      .then(async (mitigation) => {
        await (await handed).written;
        if (mitigation.outcome === 'done') await this.#end(leaving, 'put-out');
        else if (mitigation.outcome === 'failed' && !isHopeless(mitigation.error)) this.#unreached.add(leaving.id);
        return mitigation;
      })
      .finally(() => this.#leaving.delete(session.id));
    this.#leaving.set(session.id, work);
    return work;
  }

  /** Hands the reason to the log. What follows is written after it. */
  #explained(session: NetworkSession): { readonly written: Promise<void> } {
    this.#explaining.delete(session.id);
    // Another may have come to its place meanwhile.
    if (this.#table.at(session.place)?.id === session.id) this.#table.put(session);
    return { written: this.#options.record.changed(session).catch((thrown) => this.#options.failed?.(thrown)) };
  }

  /** What was asked for later may be another answer than the one that put the device out; then the log says so. */
  async #explain(leaving: NetworkSession, at: Date): Promise<string> {
    const decision = await this.#reasons.do(leaving);
    if (decision.outcome !== 'permit') return decision.reason;
    return `denied at ${at.toISOString()}; permitted when asked why: ${decision.reason}`;
  }

  async #end(session: NetworkSession, end: NetworkSessionEnd): Promise<void> {
    await this.#explaining.get(session.id);
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

function attemptOf(session: NetworkSession): AdmissionAttempt {
  return { session: session.attempt, device: sessionDevice(session), facts: session.facts };
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
