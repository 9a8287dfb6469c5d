/** Why a node dropped a frame or a packet. Strangers decide how often, so these are counted and not logged. */

export type Drop =
  /** Unprotected, or under a KEK, without an extended source address. */
  | 'no-sender'
  /** Not ENC-MIC-32. */
  | 'security-level'
  | 'no-key'
  /** Protected with the network's key by somebody who is no neighbour. */
  | 'no-neighbour'
  | 'integrity'
  | 'replay'
  /** The payload is no 6LoWPAN, no IPv6 or no UDP. */
  | 'malformed'
  /** Unprotected traffic that is neither MLE nor, while joining is permitted, to the joiner port. */
  | 'unsecured'
  /** An IPv6 source address that is not the sender's. */
  | 'spoofed'
  | 'not-ours'
  | 'no-port'
  | 'no-route'
  | 'hop-limit'
  /** Too many frames wait to be sent. */
  | 'queue'
  /** A neighbour that did not acknowledge. */
  | 'not-acknowledged';

export class Drops {
  readonly #counts = new Map<Drop, number>();

  count(reason: Drop): void {
    this.#counts.set(reason, this.of(reason) + 1);
  }

  of(reason: Drop): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** All that happened, by reason. */
  all(): Readonly<Partial<Record<Drop, number>>> {
    return Object.fromEntries(this.#counts);
  }
}
