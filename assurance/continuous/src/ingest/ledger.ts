/** What became of every claim of the log. */

import type { RoutedClaim } from '@sallyport/assurance-claims';
import { HOUR, type Milliseconds, SECOND } from '@sallyport/core';
import type { Reading } from './verifier.ts';

export type Entry = Reading | { readonly kind: 'own'; readonly routed: RoutedClaim };

interface Unresolved {
  readonly wait: Milliseconds;
  /** When it is tried again, in milliseconds since 1970. */
  readonly due: number;
}

/** Claims whose issuers' keys could not be had that are tried again; those beyond wait for the next start. */
const MAX_UNRESOLVED = 10_000;
const FIRST_WAIT: Milliseconds = 30 * SECOND;
const LONGEST_WAIT: Milliseconds = HOUR;

export class Ledger {
  readonly #entries = new Map<string, Entry>();
  /** Of what was claimed, to the ids under which the log holds it. */
  readonly #ids = new Map<string, readonly string[]>();
  readonly #unresolved = new Map<string, Unresolved>();
  readonly #waiting = new Map<string, readonly (() => void)[]>();

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  idsOf(uri: string): readonly string[] {
    return this.#ids.get(uri) ?? [];
  }

  /** Once it is judged, or set aside. */
  put(id: string, entry: Entry, at: Date): void {
    const isKnown = this.#entries.get(id)?.kind === entry.kind;
    this.#entries.set(id, entry);
    if (entry.kind === 'unresolved') this.#tryAgain(id, at);
    else this.#unresolved.delete(id);
    if (!isKnown && (entry.kind === 'verified' || entry.kind === 'own')) {
      const { uri } = entry.routed.claim;
      this.#ids.set(uri, [...this.idsOf(uri), id]);
    }
    for (const resolve of this.#waiting.get(id) ?? []) resolve();
    this.#waiting.delete(id);
  }

  /** Resolves when the claim is judged or set aside. */
  async whenDone(id: string): Promise<void> {
    if (this.#entries.has(id)) return;
    await new Promise<void>((resolve) => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]);
    });
  }

  /** Claims whose issuers' keys are to be looked for again now, a few at a time. */
  dueAt(at: Date, limit: number): readonly string[] {
    const due: string[] = [];
    for (const [id, unresolved] of this.#unresolved) {
      if (unresolved.due <= at.getTime()) due.push(id);
      if (due.length === limit) break;
    }
    return due;
  }

  /** Nobody need wait any longer. */
  close(): void {
    for (const resolves of this.#waiting.values()) for (const resolve of resolves) resolve();
    this.#waiting.clear();
  }

  #tryAgain(id: string, at: Date): void {
    const before = this.#unresolved.get(id);
    if (before === undefined && this.#unresolved.size >= MAX_UNRESOLVED) return;
    const wait = before === undefined ? FIRST_WAIT : Math.min(2 * before.wait, LONGEST_WAIT);
    this.#unresolved.set(id, { wait, due: at.getTime() + wait });
  }
}
