/** Counts by name, altogether and for each party that was configured. Strangers are counted, and not kept apart. */

export type Counts = Readonly<Record<string, number>>;

export class Counters {
  readonly #total = new Map<string, number>();
  readonly #byParty = new Map<string, Map<string, number>>();

  /** `party` is one of a number that the owner decides, never what a stranger says. */
  count(name: string, party?: string): void {
    add(this.#total, name);
    if (party === undefined) return;
    let counts = this.#byParty.get(party);
    if (counts === undefined) {
      counts = new Map();
      this.#byParty.set(party, counts);
    }
    add(counts, name);
  }

  of(name: string): number {
    return this.#total.get(name) ?? 0;
  }

  get total(): Counts {
    return Object.fromEntries(this.#total);
  }

  get byParty(): Readonly<Record<string, Counts>> {
    return Object.fromEntries([...this.#byParty].map(([party, counts]) => [party, Object.fromEntries(counts)]));
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
