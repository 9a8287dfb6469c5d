/** A binary heap: gives back what comes first, whatever order it was put in. */

export class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #isBefore: (a: Item, b: Item) => boolean;

  constructor(isBefore: (a: Item, b: Item) => boolean) {
    this.#isBefore = isBefore;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  clear(): void {
    this.#items.length = 0;
  }

  push(item: Item): void {
    let place = this.#items.push(item) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#items[parent];
      if (above === undefined || !this.#isBefore(item, above)) break;
      this.#items[place] = above;
      place = parent;
    }
    this.#items[place] = item;
  }

  pop(): Item | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) this.#sink(last);
    return first;
  }

  #sink(item: Item): void {
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const child = this.#earlier(left, left + 1);
      const below = this.#items[child];
      if (below === undefined || !this.#isBefore(below, item)) break;
      this.#items[place] = below;
      place = child;
    }
    this.#items[place] = item;
  }

  #earlier(left: number, right: number): number {
    const a = this.#items[left];
    const b = this.#items[right];
    return a !== undefined && b !== undefined && this.#isBefore(b, a) ? right : left;
  }
}
