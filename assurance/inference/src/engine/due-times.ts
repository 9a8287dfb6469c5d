/** What falls due when: a binary heap in which entries that no longer count stay until they come up. */

interface Entry<Item> {
  readonly at: number;
  readonly item: Item;
}

export class DueTimes<Item> {
  readonly #heap: Entry<Item>[] = [];
  readonly #current = new Map<Item, number>();

  /** Takes the time at which something falls due, in place of the time it had. */
  set(item: Item, at: number | undefined): void {
    if (at === undefined) {
      this.#current.delete(item);
      return;
    }
    if (this.#current.get(item) === at) return;
    this.#current.set(item, at);
    this.#push({ at, item });
  }

  delete(item: Item): void {
    this.#current.delete(item);
  }

  get next(): number | undefined {
    this.#clean();
    return this.#heap[0]?.at;
  }

  /** What is due at a time; it stays until it is set anew or deleted. */
  upTo(at: number): readonly Item[] {
    const due: Entry<Item>[] = [];
    for (;;) {
      this.#clean();
      const top = this.#heap[0];
      if (top === undefined || top.at > at) break;
      due.push(top);
      this.#pop();
    }
    for (const entry of due) this.#push(entry);
    return [...new Set(due.map(({ item }) => item))];
  }

  /** Drops entries from the top that no longer count. */
  #clean(): void {
    for (let top = this.#heap[0]; top !== undefined && this.#current.get(top.item) !== top.at; top = this.#heap[0])
      this.#pop();
  }

  #push(entry: Entry<Item>): void {
    const heap = this.#heap;
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.at <= entry.at) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      const [child, below] = b !== undefined && a !== undefined && b.at < a.at ? [b, left + 1] : [a, left];
      if (child === undefined || child.at >= last.at) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }
}
