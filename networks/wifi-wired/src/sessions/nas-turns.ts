/**
 * Whose turn it is to be asked of NASes: so many requests altogether, and of one NAS as many at a time as it has shown to bear.
 * Each answer lets it be asked more at once, as TCP begins (RFC 5681 §3.1). One that does not answer keeps nobody else waiting:
 * whoever waits for it is told so too, since asking more of it would only be lost.
 */

import { isSallyportError } from '@sallyport/core';

interface Waiting {
  readonly go: () => void;
  readonly giveUp: (reason: unknown) => void;
}

interface Nas {
  readonly waiting: Waiting[];
  underWay: number;
  /** As many may be under way. */
  window: number;
  answers: number;
}

/** Of a NAS that has not answered yet. */
const FIRST = 8;
const MOST = 64;

export class NasTurns {
  #free: number;
  #waiting = 0;
  readonly #nases = new Map<string, Nas>();
  #quiet: (() => void)[] = [];

  /** `most`: at the same time, to all NASes. */
  constructor(most: number) {
    this.#free = most;
  }

  /** What `request` gives, when its turn has come. @throws E_RADIUS_NO_RESPONSE as well when the NAS left another one unanswered */
  async run<T>(name: string, request: () => Promise<T>): Promise<T> {
    const nas = this.#nases.get(name) ?? { waiting: [], underWay: 0, window: FIRST, answers: 0 };
    this.#nases.set(name, nas);
    if (this.#free === 0 || nas.underWay >= nas.window) await this.#wait(nas);
    else this.#take(nas);
    const { answers } = nas;
    try {
      const answer = await request();
      nas.answers++;
      nas.window = Math.min(nas.window + 1, MOST);
      return answer;
    } catch (thrown) {
      // Behind a proxy others may answer.
      if (isSallyportError(thrown, 'E_RADIUS_NO_RESPONSE') && nas.answers === answers) this.#fellSilent(nas, thrown);
      throw thrown;
    } finally {
      nas.underWay--;
      this.#free++;
      this.#next();
      if (nas.underWay === 0 && nas.waiting.length === 0) this.#nases.delete(name);
    }
  }

  /** Resolves when nobody waits for a turn. */
  async quiet(): Promise<void> {
    while (this.#waiting > 0) await new Promise<void>((resolve) => this.#quiet.push(resolve));
  }

  #take(nas: Nas): void {
    this.#free--;
    nas.underWay++;
  }

  #wait({ waiting }: Nas): Promise<void> {
    this.#waiting++;
    return new Promise((resolve, reject) => {
      waiting.push({ go: resolve, giveUp: reject });
    });
  }

  #fellSilent(nas: Nas, thrown: unknown): void {
    nas.window = FIRST;
    for (const { giveUp } of nas.waiting.splice(0)) {
      this.#waiting--;
      giveUp(thrown);
    }
  }

  #next(): void {
    for (const nas of this.#nases.values()) {
      while (this.#free > 0 && nas.underWay < nas.window) {
        const next = nas.waiting.shift();
        if (next === undefined) break;
        this.#waiting--;
        this.#take(nas);
        next.go();
      }
    }
    if (this.#waiting > 0) return;
    const quiet = this.#quiet;
    this.#quiet = [];
    for (const resolve of quiet) resolve();
  }
}
