/** Statements that have one true answer, compared: who stands lower and says otherwise is contradicted. */

import type { Entry } from '../said/entry.ts';
import type { Answered } from '../said/statement.ts';

/** How high who made a statement stands, and whether the statement is one that may be held against others. */
export interface Rank {
  readonly height: number;
  readonly mayContradict: boolean;
}

export class Contradictions {
  readonly #answers = new Map<string, Map<Entry, string>>();
  readonly #places = new Map<Entry, string>();
  readonly #contradicted = new Set<Entry>();
  readonly #changed = new Set<string>();

  isContradicted(entry: Entry): boolean {
    return this.#contradicted.has(entry);
  }

  /** Puts a statement among the answers to its question, or takes it out; whoever made it is to be ranked anew. */
  place(entry: Entry, answered: Answered | undefined): void {
    const before = this.#places.get(entry);
    if (before !== undefined) {
      this.#changed.add(before);
      this.#answers.get(before)?.delete(entry);
      this.#places.delete(entry);
      this.#contradicted.delete(entry);
    }
    if (answered === undefined) return;
    const { question, answer } = answered;
    const answers = this.#answers.get(question) ?? new Map<Entry, string>();
    this.#answers.set(question, answers.set(entry, answer));
    this.#places.set(entry, question);
    this.#changed.add(question);
  }

  /** Compares the answers to every question that changed. Gives the statements that were looked at. */
  settle(rankOf: (entry: Entry) => Rank): readonly Entry[] {
    const looked: Entry[] = [];
    for (const question of this.#changed) {
      const answers = this.#answers.get(question) ?? new Map<Entry, string>();
      if (answers.size === 0) this.#answers.delete(question);
      const highest = highestOf(answers, rankOf);
      for (const [entry, answer] of answers) {
        const [first, second] = highest;
        const rival = first?.answer === answer ? second : first;
        if (rival !== undefined && rival.height > rankOf(entry).height) this.#contradicted.add(entry);
        else this.#contradicted.delete(entry);
        looked.push(entry);
      }
    }
    this.#changed.clear();
    return looked;
  }
}

interface Highest {
  readonly answer: string;
  readonly height: number;
}

/** The answer that is given from highest, and how high any other answer is given from. */
function highestOf(answers: ReadonlyMap<Entry, string>, rankOf: (entry: Entry) => Rank): readonly Highest[] {
  const heights = new Map<string, number>();
  for (const [entry, answer] of answers) {
    const { height, mayContradict } = rankOf(entry);
    if (mayContradict) heights.set(answer, Math.max(heights.get(answer) ?? 0, height));
  }
  return [...heights]
    .map(([answer, height]) => ({ answer, height }))
    .sort((a, b) => b.height - a.height)
    .slice(0, 2);
}
