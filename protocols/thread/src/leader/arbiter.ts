/** Who is the Commissioner: at most one, until it resigns or falls silent (Thread 1.1.1 §8.7). */

import { type Milliseconds, type Random, SECOND, type Timer } from '@sallyport/core';

/** How long the Leader keeps a Commissioner that sends no keep-alive (TIMEOUT_LEAD_PET). */
export const LEADER_PETITION_TIMEOUT: Milliseconds = 50 * SECOND;

export interface Commissionership {
  readonly commissionerId: string;
  readonly sessionId: number;
  /** The routing locator of the Border Agent, or of the Native Commissioner itself. */
  readonly locator: number;
}

export type PetitionVerdict =
  | ({ readonly accepted: true } & Commissionership)
  /** `commissionerId` is who holds the role. */
  | { readonly accepted: false; readonly commissionerId: string | undefined };

export type CommissionershipEnd = 'resigned' | 'silent' | 'petitioned-anew';

export interface ArbiterPorts {
  readonly timer: Timer;
  readonly random: Random;
  /** The role was taken, moved to another Border Agent, or given up. */
  readonly changed: (held: Commissionership | undefined, end?: CommissionershipEnd) => void;
}

export class Arbiter {
  readonly #ports: ArbiterPorts;
  readonly #timeout: Milliseconds;
  #sessionId: number;
  #held: Commissionership | undefined;
  #cancel: () => void = () => undefined;

  constructor(ports: ArbiterPorts, timeout: Milliseconds = LEADER_PETITION_TIMEOUT) {
    this.#ports = ports;
    this.#timeout = timeout;
    // A Leader that restarts must not give a session id that somebody still uses.
    const [high = 0, low = 0] = ports.random.bytes(2);
    this.#sessionId = (high << 8) | low;
  }

  /** The present Commissioner. */
  get held(): Commissionership | undefined {
    return this.#held;
  }

  /** The last session id given out; nobody's once nobody holds the role. */
  get sessionId(): number {
    return this.#sessionId;
  }

  /** LEAD_PET.req: accepted when nobody holds the role, or when its holder asks again. */
  petition(commissionerId: string, locator: number): PetitionVerdict {
    if (this.#held !== undefined && this.#held.commissionerId !== commissionerId) {
      return { accepted: false, commissionerId: this.#held.commissionerId };
    }
    if (this.#held !== undefined) this.#end('petitioned-anew');
    this.#nextSession();
    const held = { commissionerId, sessionId: this.#sessionId, locator };
    this.#held = held;
    this.#expectKeepAlive();
    this.#ports.changed(held);
    return { accepted: true, ...held };
  }

  /** LEAD_KA.req: a stale session is refused; state Reject resigns and is answered with Reject. */
  keepAlive(sessionId: number, staysOn: boolean, locator: number): boolean {
    if (this.#held === undefined || this.#held.sessionId !== sessionId) return false;
    if (!staysOn) {
      this.#end('resigned');
      return false;
    }
    this.#expectKeepAlive();
    if (this.#held.locator !== locator) {
      this.#held = { ...this.#held, locator };
      this.#ports.changed(this.#held);
    }
    return true;
  }

  /** Ends the Commissioner's session without a word, as when the node stops being the Leader. */
  close(): void {
    this.#cancel();
    this.#held = undefined;
  }

  #expectKeepAlive(): void {
    this.#cancel();
    this.#cancel = this.#ports.timer.after(this.#timeout, () => this.#end('silent'));
  }

  #end(end: CommissionershipEnd): void {
    this.#cancel();
    this.#held = undefined;
    this.#nextSession();
    this.#ports.changed(undefined, end);
  }

  #nextSession(): void {
    this.#sessionId = (this.#sessionId + 1) & 0xffff;
  }
}
