/**
 * Writes down what this node infers about devices (CAHN, Continuous Assurance Demonstrator: "any VCs created through
 * inference"): `Trust (node+, device+)` when a device is let onto a network, `Distrust (node+, device+)` with the reason
 * when that turns. Signed by the node and for others to read: its own conclusions are never an input of its decisions.
 */

import type { ClaimLog } from '@sallyport/assurance-claim-log';
import { type ClaimSigner, makeClaim, signJose, type VerifiedClaim } from '@sallyport/assurance-claims';
import type { Goal } from '@sallyport/assurance-inference';
import { type Clock, type Milliseconds, SECOND, someAtATime, type Timer, utf8 } from '@sallyport/core';

export interface InferredOptions {
  readonly log: ClaimLog;
  readonly node: ClaimSigner;
  readonly clock: Pick<Clock, 'now'>;
  readonly timer: Timer;
  /** Why a goal does not hold, in one sentence. */
  readonly reasonFor: (goal: Goal) => Promise<string>;
  readonly onError: (error: unknown) => void;
}

interface Conclusion {
  readonly goal: Goal;
  readonly holds: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What the log says of a device, or is about to. */
interface Written {
  readonly holds: boolean;
  readonly at: number;
}

/** A device is trusted onto a network; other points are passed on the way. */
const ADMISSION: ReadonlySet<unknown> = new Set(['E.2', 'M.4']);
const MAX_REASON = 1024;
/** This is for others to read: whoever puts devices out goes first, a thousand of them as well. */
const BEHIND: Milliseconds = SECOND;
/** Claims that become durable in one go. */
const TOGETHER = 256;
/** Reasons that are asked for at the same time: decisions that turn meanwhile are not to wait for more. */
const ASKED = 16;

export class InferredClaims {
  readonly #options: InferredOptions;
  readonly #written = new Map<string, Written>();
  /** Not yet written; of several about one device the last is. */
  readonly #pending = new Map<string, Conclusion>();
  #writing: Promise<void> | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: InferredOptions) {
    this.#options = options;
  }

  /** What the log says was inferred, by this node or another replica of it. */
  read({ claim, verified }: VerifiedClaim): void {
    if (claim.type !== 'Trust' && claim.type !== 'Distrust') return;
    const at = verified.credential.validFrom?.getTime() ?? 0;
    const before = this.#written.get(claim.subject.id);
    if (before !== undefined && before.at > at) return;
    this.#written.set(claim.subject.id, { holds: claim.type === 'Trust', at });
  }

  /** Nothing is written of a device that was never trusted: whoever knocks would fill the log. */
  concluded(goal: Goal, holds: boolean): void {
    const [point, device] = goal.arguments;
    if (!ADMISSION.has(point) || typeof device !== 'string') return;
    if (this.#holdsFor(device) === holds && !this.#pending.has(device)) return;
    this.#pending.set(device, { goal, holds, at: this.#options.clock.now().getTime() });
    this.#cancel ??= this.#options.timer.after(BEHIND, () => this.#begin());
  }

  /** Resolves when everything that was concluded before is written. */
  async settled(): Promise<void> {
    this.#begin();
    while (this.#writing !== undefined) await this.#writing;
  }

  #begin(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#pending.size === 0) return;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      // What was concluded while the work was coming to its end.
      this.#begin();
    });
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve();
    while (this.#pending.size > 0) {
      const some = [...this.#pending].slice(0, TOGETHER);
      for (const [device] of some) this.#pending.delete(device);
      const fresh = some.filter(([device, { holds }]) => this.#holdsFor(device) !== holds);
      // All are signed before the first is handed to the log, so that they share a trip to the disk.
      const signed = await someAtATime(fresh, ASKED, ([device, conclusion]) => this.#conclude(device, conclusion));
      await Promise.all(signed.map((append) => append()));
    }
  }

  #holdsFor(device: string): boolean {
    return this.#written.get(device)?.holds ?? false;
  }

  /**
   * Signed when it resolves; gives the way to write it down. Counts as written from the start, so that what turns back meanwhile
   * is written too.
   */
  async #conclude(device: string, conclusion: Conclusion): Promise<() => Promise<void>> {
    const before = this.#written.get(device);
    // Of two claims about the same the later stands.
    const written = { holds: conclusion.holds, at: Math.max(conclusion.at, (before?.at ?? 0) + 1) };
    this.#written.set(device, written);
    const failed = (thrown: unknown): void => {
      this.#options.onError(thrown);
      if (this.#written.get(device) !== written) return;
      if (before === undefined) this.#written.delete(device);
      else this.#written.set(device, before);
    };
    try {
      const bytes = await this.#sign(device, conclusion, new Date(written.at));
      return () => this.#options.log.append(bytes, { origin: 'inferred' }).then(() => undefined, failed);
    } catch (thrown) {
      failed(thrown);
      return () => Promise.resolve();
    }
  }

  async #sign(device: string, { goal, holds }: Conclusion, validFrom: Date): Promise<Uint8Array> {
    const { node } = this.#options;
    const subject = { id: device, role: 'device', truster: node.issuer } as const;
    const who = { issuer: node.issuer, validFrom };
    const credential = holds
      ? makeClaim({ type: 'Trust', ...who, subject })
      : makeClaim({ type: 'Distrust', ...who, subject: { ...subject, reason: await this.#reason(goal) } });
    return utf8(await signJose(credential, { signer: node }));
  }

  async #reason(goal: Goal): Promise<string> {
    const reason = (await this.#options.reasonFor(goal)).toWellFormed().slice(0, MAX_REASON).toWellFormed();
    return reason === '' ? 'it is not permitted' : reason;
  }
}
