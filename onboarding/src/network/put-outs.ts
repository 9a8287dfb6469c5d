/**
 * Puts sessions out, each once however often that is asked for. Where a decision was made before, the network is told first, and the
 * reason is asked for behind: access must not outlast trust by the time it takes to write down why.
 */

import { isSallyportError } from '@sallyport/core';
import type { Decision } from '../decision.ts';
import type { Mitigation } from './adapter.ts';
import { Behind } from './behind.ts';
import { Expulsion, type ExpulsionOptions } from './expulsion.ts';
import type { NetworkSession, NetworkSessionEnd, NetworkSessionRecord } from './session.ts';
import type { NetworkSessionTable } from './table.ts';

export interface PutOutsOptions extends Omit<ExpulsionOptions, 'retrying'> {
  readonly table: NetworkSessionTable;
  readonly record: NetworkSessionRecord;
  /** What policy says of a session, when it comes to that. Never rejects. */
  readonly explain: (session: NetworkSession) => Promise<Decision>;
  readonly end: (session: NetworkSession, end: NetworkSessionEnd) => Promise<void>;
  /** What went wrong where nobody waits for it. */
  readonly failed: (thrown: unknown) => void;
  /** Nothing is tried again once it is given. */
  readonly signal: AbortSignal;
}

/** What the network is told, and the table says, until the reason is known. */
const DENIED = 'a decision about the device has turned to no';

export class PutOuts {
  readonly #options: PutOutsOptions;
  readonly #expulsion: Expulsion;
  readonly #leaving = new Map<string, Promise<Mitigation>>();
  /** Sessions that are to leave, whose network could not be told however often. */
  readonly #unreached = new Set<string>();
  /** Why sessions leave that were denied already: asked for when the network has been told of all. */
  readonly #reasons: Behind<NetworkSession, Decision>;
  /** Until the reason is handed to the log; the end of a session comes after that. */
  readonly #explaining = new Map<string, Promise<unknown>>();

  constructor(options: PutOutsOptions) {
    this.#options = options;
    this.#expulsion = new Expulsion({ ...options, retrying: options.failed });
    this.#reasons = new Behind({ first: async () => undefined, work: options.explain });
  }

  /** Puts a session out for a reason. */
  expel(session: NetworkSession, reason: string): Promise<Mitigation> {
    return this.#expel(session, reason, async () => reason);
  }

  /** Puts out a session that was denied already, as of a moment. */
  expelDenied(session: NetworkSession, at: Date): Promise<Mitigation> {
    return this.#expel(session, DENIED, (leaving) => this.#explain(leaving, at));
  }

  /** Resolves when the reason is handed to the log of a session that was put out before it was known. */
  async explained(id: string): Promise<void> {
    await this.#explaining.get(id);
  }

  /** Those that are to leave still, though their network was given up, each once. */
  takeUnreached(): readonly NetworkSession[] {
    const unreached = [...this.#unreached].flatMap((id) => this.#options.table.get(id) ?? []);
    this.#unreached.clear();
    return unreached.filter(({ state }) => state === 'leaving');
  }

  /** `explain`: where the reason is not known yet. It is written down with it. */
  #expel(
    session: NetworkSession,
    reason: string,
    explain: (leaving: NetworkSession) => Promise<string>,
  ): Promise<Mitigation> {
    const known = this.#leaving.get(session.id);
    if (known !== undefined) return known;
    const { table, signal, end } = this.#options;
    const leaving: NetworkSession = { ...session, state: 'leaving', reason };
    table.put(leaving);
    // The network is told at once: that this is written down too is for a restart alone.
    const why = explain(leaving);
    const handed = why.then((said) => this.#explained({ ...leaving, reason: said }));
    this.#explaining.set(session.id, handed);
    const work = this.#expulsion
      .tell(leaving, why, signal)
      .then(async (mitigation) => {
        await (await handed).written;
        if (mitigation.outcome === 'done') await end(leaving, 'put-out');
        else if (mitigation.outcome === 'failed' && !isHopeless(mitigation.error)) this.#unreached.add(leaving.id);
        return mitigation;
      })
      .finally(() => this.#leaving.delete(session.id));
    this.#leaving.set(session.id, work);
    return work;
  }

  /** Hands the reason to the log. What follows is written after it. */
  #explained(session: NetworkSession): { readonly written: Promise<void> } {
    const { table, record, failed } = this.#options;
    this.#explaining.delete(session.id);
    // Another may have come to its place meanwhile.
    if (table.at(session.place)?.id === session.id) table.put(session);
    return { written: record.changed(session).catch(failed) };
  }

  /** What was asked for later may be another answer than the one that put the device out; then the log says so. */
  async #explain(leaving: NetworkSession, at: Date): Promise<string> {
    const decision = await this.#reasons.do(leaving);
    if (decision.outcome !== 'permit') return decision.reason;
    return `denied at ${at.toISOString()}; permitted when asked why: ${decision.reason}`;
  }
}

/** A network that never will (`unsupported`) need not be told again. */
function isHopeless({ cause }: Error): boolean {
  return isSallyportError(cause) && cause.fault === 'unsupported';
}
