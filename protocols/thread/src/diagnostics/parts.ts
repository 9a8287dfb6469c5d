/** An answer that comes in several messages, or was asked for in several, as one. */

import type { NodeDiagnostics } from '../tmf/diagnostic-get.ts';

/** Messages of one answer: a router with 511 children needs fewer, of 800 bytes each. */
const MAX_PARTS = 64;

/** What one node says to one query. */
export class AnswerParts {
  readonly #parts = new Map<number, NodeDiagnostics>();
  #last: number | undefined;

  /** False for a part that cannot be one of these. Nodes of older versions do not number their only one. */
  take(part: NodeDiagnostics): boolean {
    const { index, isLast } = part.answer ?? { index: 0, isLast: true };
    if (index >= MAX_PARTS) return false;
    this.#parts.set(index, part);
    if (isLast) this.#last = index;
    return true;
  }

  /** Nothing is missing. */
  get isWhole(): boolean {
    const last = this.#last;
    return last !== undefined && [...this.#parts.keys()].filter((index) => index <= last).length > last;
  }

  /** What is there of it. */
  get answer(): NodeDiagnostics {
    const parts = [...this.#parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    const { answer: _, queryId: __, ...said } = parts.reduce<NodeDiagnostics>(merged, {});
    return said;
  }
}

/** What the latter says counts; lists of which each entry stands for itself go on. */
export function merged(known: NodeDiagnostics | undefined, said: NodeDiagnostics): NodeDiagnostics {
  const news = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return {
    ...known,
    ...news,
    childDetails: longer(known?.childDetails, said.childDetails),
    childAddresses: longer(known?.childAddresses, said.childAddresses),
    routerNeighbours: longer(known?.routerNeighbours, said.routerNeighbours),
    ...othersOf(known, said),
  };
}

function longer<T>(before: readonly T[] | undefined, more: readonly T[] | undefined): readonly T[] | undefined {
  return before === undefined ? more : [...before, ...(more ?? [])];
}

function othersOf({ others: before = [] }: NodeDiagnostics = {}, { others: more = [] }: NodeDiagnostics) {
  return before.length + more.length === 0 ? {} : { others: [...before, ...more] };
}
