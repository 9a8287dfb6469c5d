/** Manufacturers that entitled people trust, and that none of them distrusts. */

import type { Entry } from '../said/entry.ts';

interface Opinions {
  /** With the weight of who trusts. */
  readonly trust: Map<Entry, number>;
  readonly distrust: Set<Entry>;
}

export class Manufacturers {
  readonly #opinions = new Map<string, Opinions>();
  readonly #places = new Map<Entry, string>();

  speaks(manufacturer: string): boolean {
    const opinions = this.#opinions.get(manufacturer);
    return opinions !== undefined && opinions.trust.size > 0 && opinions.distrust.size === 0;
  }

  isDistrusted(manufacturer: string): boolean {
    return (this.#opinions.get(manufacturer)?.distrust.size ?? 0) > 0;
  }

  /** The weight of whoever weighs most of those who trust it; 0 where it does not speak. */
  weightOf(manufacturer: string): number {
    if (!this.speaks(manufacturer)) return 0;
    let most = 0;
    for (const weight of this.#opinions.get(manufacturer)?.trust.values() ?? []) most = Math.max(most, weight);
    return most;
  }

  /** Takes in the opinion of an entitled person, or takes it out. Gives the manufacturers that it is about. */
  place(entry: Entry, isTrust: boolean, manufacturer: string | undefined, weight: number): readonly string[] {
    const before = this.#places.get(entry);
    if (before !== undefined) {
      const opinions = this.#opinions.get(before);
      opinions?.trust.delete(entry);
      opinions?.distrust.delete(entry);
      if (opinions?.trust.size === 0 && opinions.distrust.size === 0) this.#opinions.delete(before);
      this.#places.delete(entry);
    }
    if (manufacturer !== undefined) {
      const opinions = this.#opinions.get(manufacturer) ?? { trust: new Map(), distrust: new Set() };
      if (isTrust) opinions.trust.set(entry, weight);
      else opinions.distrust.add(entry);
      this.#opinions.set(manufacturer, opinions);
      this.#places.set(entry, manufacturer);
    }
    return [before, manufacturer].filter((changed) => changed !== undefined);
  }
}
