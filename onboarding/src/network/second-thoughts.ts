/** Has policy think again about devices of which trust is in question: whom it denied already goes first, the others are asked about. */

import type { Clock } from '@sallyport/core';
import { isSameObligations, type Obligation } from '../decision.ts';
import type { Mitigation } from './adapter.ts';
import { attemptOf } from './attempt.ts';
import type { Enforcement } from './expulsion.ts';
import type { AdmissionGate } from './gate.ts';
import type { PutOuts } from './put-outs.ts';
import { type NetworkSession, type NetworkSessionRecord, sessionDeviceKey } from './session.ts';
import type { NetworkSessionTable } from './table.ts';

export interface SecondThoughtsOptions {
  readonly clock: Clock;
  readonly gate: AdmissionGate;
  readonly table: NetworkSessionTable;
  readonly putOuts: PutOuts;
  readonly record: NetworkSessionRecord;
  readonly enforcement: Pick<Enforcement, 'move'>;
  /** Begins work that nobody waits for. */
  readonly begin: (work: () => Promise<void>) => void;
  readonly failed: (thrown: unknown) => void;
  readonly signal: AbortSignal;
}

export class SecondThoughts {
  readonly #options: SecondThoughtsOptions;
  /** Devices that are looked at next. */
  #devices = new Set<string>();
  #isLooking = false;

  constructor(options: SecondThoughtsOptions) {
    this.#options = options;
  }

  /** Has the sessions of these devices looked at, together with all that are named in the same row. */
  about(devices: readonly string[]): void {
    for (const device of devices) this.#devices.add(device);
    if (this.#isLooking || this.#devices.size === 0) return;
    this.#isLooking = true;
    this.#options.begin(() => this.#reconsider());
  }

  /** Gives a session other terms; where its network cannot keep or change them, the session ends. */
  async move(id: string, obligations: readonly Obligation[], reason: string): Promise<Mitigation> {
    const { enforcement, failed, gate, putOuts, record, signal, table } = this.#options;
    const session = table.get(id);
    if (session === undefined) return { outcome: 'absent', session: id };
    if (session.state === 'leaving') return putOuts.expel(session, session.reason);
    const objection = gate.objectionTo(obligations);
    if (objection !== undefined) return putOuts.expel(session, objection);
    const moved: NetworkSession = { ...session, obligations: [...obligations], reason };
    const { move } = enforcement;
    if (move === undefined) return putOuts.expel(session, `the terms have changed: ${reason}`);
    try {
      await move(moved, signal);
    } catch (thrown) {
      failed(thrown);
      return putOuts.expel(session, `the terms have changed: ${reason}`);
    }
    // Told to leave, or gone, meanwhile: that stays so.
    if (table.get(id)?.state !== 'admitted') return { outcome: 'absent', session: id };
    table.put(moved);
    await record.changed(moved);
    return { outcome: 'done', session: id };
  }

  /** One row after the other: an answer about one must not be acted upon when the next has another already. */
  async #reconsider(): Promise<void> {
    await null;
    try {
      while (this.#devices.size > 0) await this.#reconsiderAll();
    } finally {
      this.#isLooking = false;
    }
  }

  /** Whom policy denied already is put out first, and policy is asked about the others. */
  async #reconsiderAll(): Promise<void> {
    const { begin, clock, gate, putOuts, table } = this.#options;
    const sessions = [...this.#devices].flatMap((device) => table.ofDevice(device));
    this.#devices = new Set();
    const at = clock.now();
    const denied = await gate.deniedAlready(sessions.map(attemptOf));
    for (const [index, { id }] of sessions.entries()) {
      const session = table.get(id);
      // What was told of it meanwhile is newer: it is looked at once more.
      if (session === undefined || this.#devices.has(sessionDeviceKey(session))) continue;
      const isDenied = denied[index] === true && session.state === 'admitted';
      begin(async () => {
        if (isDenied) await putOuts.expelDenied(session, at);
        else await this.#reconsiderOne(session);
      });
    }
  }

  async #reconsiderOne(session: NetworkSession): Promise<void> {
    const { gate, putOuts, table } = this.#options;
    if (session.state === 'leaving') {
      await putOuts.expel(session, session.reason);
      return;
    }
    const decision = await gate.ask(attemptOf(session));
    if (table.get(session.id) === undefined) return;
    if (decision.outcome !== 'permit') await putOuts.expel(session, decision.reason);
    else if (!isSameObligations(session.obligations, decision.obligations))
      await this.move(session.id, decision.obligations, decision.reason);
  }
}
