/** The facts that hold after changes; a change that changes nothing is a fault. */

import assert from 'node:assert/strict';
import type { FactChange } from '@sallyport/assurance-behaviour';

export class FactBase {
  readonly #facts = new Map<string, string>();

  apply(changes: readonly FactChange[]): this {
    for (const change of changes) {
      if ('add' in change) {
        assert.ok(!this.#facts.has(change.add.id), `added twice: ${change.add.id}`);
        this.#facts.set(change.add.id, `${change.add.relation}(${change.add.arguments.join(', ')})`);
      } else {
        assert.ok(this.#facts.delete(change.remove.id), `removed without being there: ${change.remove.id}`);
      }
    }
    return this;
  }

  get all(): readonly string[] {
    return [...this.#facts.values()].sort();
  }
}
