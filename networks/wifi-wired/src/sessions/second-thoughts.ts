/** Has policy think again about devices of which trust is in question: whom it denied already goes first, the others are asked about. */

import type { Clock, Milliseconds } from '@sallyport/core';
import { isSameObligations } from '@sallyport/onboarding';
import type { AdmissionPolicy, Admittance, Applicant } from '../admission/policy.ts';
import { Lanes } from './lanes.ts';
import type { PutOuts } from './put-outs.ts';
import { identityOf, type Session } from './session.ts';
import type { SessionTable } from './session-table.ts';

export interface SecondThoughtsOptions {
  readonly clock: Clock;
  readonly policy: AdmissionPolicy;
  readonly table: SessionTable;
  readonly putOuts: PutOuts;
  /** Begins work that nobody waits for. */
  readonly begin: (work: () => Promise<void>) => void;
  /** A session has other terms, `ms` after trust was asked about. Resolves when that is written down. */
  readonly moved: (session: Session, ms: Milliseconds) => Promise<void>;
}

const MAX_JUDGED = 64;
/** Looked up together, whether they are denied already. */
const TOGETHER = 1024;

export class SecondThoughts {
  readonly #options: SecondThoughtsOptions;
  /** A change that is about everybody must not have policy asked about everybody at the same moment. */
  readonly #judging = new Lanes(MAX_JUDGED);
  /** Devices that are looked at next. */
  #devices = new Set<string>();

  constructor(options: SecondThoughtsOptions) {
    this.#options = options;
  }

  /** What policy says of a session now; some at a time. */
  judge(session: Session): Promise<Admittance> {
    return this.#judging.run(() => this.#options.policy.judge(applicantOf(session)));
  }

  /** Has the sessions of these devices looked at, together with all that are named in the same row. */
  about(devices: readonly string[]): void {
    const { begin, putOuts, table } = this.#options;
    const isFirst = this.#devices.size === 0;
    for (const device of devices) {
      this.#devices.add(device);
      // What was decided before counts no more.
      for (const { id } of table.ofDevice(device)) putOuts.withdraw(id);
    }
    if (isFirst && this.#devices.size > 0) begin(() => this.#reconsider());
  }

  /** RFC 5176 §3: CoA-Request; a NAS that does not do it ends the session, and the device comes back on its new terms. */
  async move(
    session: Session,
    { obligations, attributes, reason }: Extract<Admittance, { readonly isAdmitted: true }>,
    begun: Milliseconds,
  ): Promise<void> {
    const { clock, moved, putOuts, table } = this.#options;
    const terms = `the terms have changed: ${reason}`;
    // A CoA-Request can say what is so, and not what is so no longer.
    const isLess = session.obligations.some(({ type }) => !obligations.some((each) => each.type === type));
    if (isLess) return putOuts.expel(session, terms, begun);
    const outcome = await putOuts.change(session, attributes);
    const current = table.get(session.id);
    // Told to leave, or gone, meanwhile: that stays so, and so does its reason.
    if (current === undefined || current.state === 'leaving') return;
    if (outcome === 'undue' || !outcome.isDone) return putOuts.expel(current, terms, begun);
    await moved({ ...current, obligations: [...obligations], reason }, clock.monotonic() - begun);
  }

  async #reconsider(): Promise<void> {
    // All that is told in a row is told by then.
    await null;
    const { clock, table } = this.#options;
    const begun = clock.monotonic();
    const sessions = [...this.#devices].flatMap((device) => table.ofDevice(device));
    this.#devices = new Set();
    for (let start = 0; start < sessions.length; start += TOGETHER) {
      await this.#reconsiderSome(sessions.slice(start, start + TOGETHER), begun);
    }
  }

  /** Resolves when all of it is under way. */
  async #reconsiderSome(sessions: readonly Session[], begun: Milliseconds): Promise<void> {
    const { begin, policy, putOuts } = this.#options;
    // Before it is asked, so that what is told meanwhile withdraws it.
    const denials = sessions.map((session) => putOuts.foresee(session));
    const denied = await policy.deniedAlready(sessions.map(applicantOf));
    for (const [index, denial] of denials.entries()) {
      if (denied[index] === true) begin(() => putOuts.expelDenied(denial, begun));
      else {
        putOuts.withdraw(denial.id, denial);
        begin(() => this.#reconsiderOne(denial.id, begun));
      }
    }
  }

  async #reconsiderOne(id: string, begun: Milliseconds): Promise<void> {
    const { putOuts, table } = this.#options;
    const session = table.get(id);
    if (session === undefined) return;
    if (session.state === 'leaving') return putOuts.again(session, begun);
    const admittance = await this.judge(session);
    const current = table.get(id);
    if (current === undefined || current.state === 'leaving') return;
    if (!admittance.isAdmitted) await putOuts.expel(current, admittance.reason, begun);
    else if (!isSameObligations(current.obligations, admittance.obligations))
      await this.move(current, admittance, begun);
  }
}

export function applicantOf(session: Session): Applicant {
  const { onboardingSession, credential, certificateSerial, place } = session;
  return { session: onboardingSession, device: identityOf(session), credential, certificateSerial, place };
}
