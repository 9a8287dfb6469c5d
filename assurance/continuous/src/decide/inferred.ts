/**
 * Writes down what this node infers about devices (CAHN, Continuous Assurance Demonstrator: "any VCs created through
 * inference"): `Trust (node+, device+)` when a device is let onto a network, `Distrust (node+, device+)` with the reason
 * when that turns. Signed by the node and for others to read: its own conclusions are never an input of its decisions.
 */

import type { ClaimLog } from '@sallyport/assurance-claim-log';
import { type ClaimSigner, makeClaim, signJose, type VerifiedClaim } from '@sallyport/assurance-claims';
import type { Goal } from '@sallyport/assurance-inference';
import { type Clock, utf8 } from '@sallyport/core';

export interface InferredOptions {
  readonly log: ClaimLog;
  readonly node: ClaimSigner;
  readonly clock: Pick<Clock, 'now'>;
  /** Why a goal does not hold, in one sentence. */
  readonly reasonFor: (goal: Goal) => Promise<string>;
  readonly onError: (error: unknown) => void;
}

/** A device is trusted onto a network; other points are passed on the way. */
const ADMISSION: ReadonlySet<unknown> = new Set(['E.2', 'M.4']);
const MAX_REASON = 1024;

export class InferredClaims {
  readonly #options: InferredOptions;
  /** What was last written of a device, and when. */
  readonly #written = new Map<string, { readonly holds: boolean; readonly at: number }>();
  /** Not yet written; of several about one device the last is. */
  readonly #pending = new Map<string, { readonly goal: Goal; readonly holds: boolean }>();
  #writing: Promise<void> | undefined;

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
    this.#pending.set(device, { goal, holds });
    this.#begin();
  }

  /** Resolves when everything that was concluded before is written. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  #begin(): void {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#pending.size > 0) this.#begin();
    });
  }

  async #write(): Promise<void> {
    await Promise.resolve();
    for (const [device, { goal, holds }] of this.#pending) {
      this.#pending.delete(device);
      if (this.#holdsFor(device) === holds) continue;
      try {
        // Of two claims about the same the later stands.
        const at = Math.max(this.#options.clock.now().getTime(), (this.#written.get(device)?.at ?? 0) + 1);
        await this.#append(device, goal, holds, new Date(at));
        this.#written.set(device, { holds, at });
      } catch (thrown) {
        this.#options.onError(thrown);
      }
    }
  }

  #holdsFor(device: string): boolean {
    return this.#written.get(device)?.holds ?? false;
  }

  async #append(device: string, goal: Goal, holds: boolean, validFrom: Date): Promise<void> {
    const { log, node, reasonFor } = this.#options;
    const subject = { id: device, role: 'device', truster: node.issuer } as const;
    const who = { issuer: node.issuer, validFrom };
    const credential = holds
      ? makeClaim({ type: 'Trust', ...who, subject })
      : makeClaim({ type: 'Distrust', ...who, subject: { ...subject, reason: await this.#reason(reasonFor, goal) } });
    await log.append(utf8(await signJose(credential, { signer: node })), { origin: 'inferred' });
  }

  async #reason(reasonFor: (goal: Goal) => Promise<string>, goal: Goal): Promise<string> {
    const reason = (await reasonFor(goal)).toWellFormed().slice(0, MAX_REASON).toWellFormed();
    return reason === '' ? 'it is not permitted' : reason;
  }
}
