/** Counts for each peer how much is kept of it, and tells at once who has the most. */

export class Shares {
  readonly #counts = new Map<string, number>();
  /** Peers by how much they have. */
  readonly #ranks: Set<string>[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  of(peer: string): number {
    return this.#counts.get(peer) ?? 0;
  }

  add(peer: string): void {
    this.#move(peer, 1);
  }

  remove(peer: string): void {
    if (this.#counts.has(peer)) this.#move(peer, -1);
  }

  /** Undefined when nobody has anything. */
  largest(): string | undefined {
    return this.#ranks.at(-1)?.values().next().value;
  }

  #move(peer: string, by: 1 | -1): void {
    const before = this.of(peer);
    const after = before + by;
    this.#ranks[before]?.delete(peer);
    if (after === 0) {
      this.#counts.delete(peer);
    } else {
      this.#counts.set(peer, after);
      const rank = this.#ranks[after] ?? new Set();
      this.#ranks[after] = rank.add(peer);
    }
    this.#total += by;
    while (this.#ranks.length > 0 && (this.#ranks.at(-1)?.size ?? 0) === 0) this.#ranks.pop();
  }
}
