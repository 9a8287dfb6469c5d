/** The newest statement of an identity about a thing takes the place of its older ones. */

import type { Entry } from './entry.ts';

/** Statements of one identity about one thing, the newest last. */
type Line = Entry[];

export class Succession {
  readonly #lines = new Map<string, Line>();
  readonly #places = new Map<Entry, string>();

  isNewest(entry: Entry): boolean {
    const place = this.#places.get(entry);
    return place !== undefined && this.#lines.get(place)?.at(-1) === entry;
  }

  /** Puts a statement where it belongs, or nowhere. Gives those that became, or are no longer, the newest. */
  place(entry: Entry, speaker: string | undefined, thing: string | undefined): readonly Entry[] {
    const wanted = speaker === undefined || thing === undefined ? undefined : `${speaker}\n${thing}`;
    const current = this.#places.get(entry);
    if (wanted === current) return [];
    return [
      ...(current === undefined ? [] : this.#leave(entry, current)),
      ...(wanted === undefined ? [] : this.#join(entry, wanted)),
    ];
  }

  #leave(entry: Entry, place: string): readonly Entry[] {
    const line = this.#lines.get(place) ?? [];
    const newest = line.at(-1);
    line.splice(positionOf(line, entry), 1);
    if (line.length === 0) this.#lines.delete(place);
    this.#places.delete(entry);
    return changeOf(newest, line.at(-1));
  }

  #join(entry: Entry, place: string): readonly Entry[] {
    const line = this.#lines.get(place) ?? [];
    const newest = line.at(-1);
    line.splice(positionOf(line, entry), 0, entry);
    this.#lines.set(place, line);
    this.#places.set(entry, place);
    return changeOf(newest, line.at(-1));
  }
}

function changeOf(before: Entry | undefined, after: Entry | undefined): readonly Entry[] {
  return before === after ? [] : [before, after].filter((entry) => entry !== undefined);
}

/** Where the entry stands, or belongs. */
function positionOf(line: Line, entry: Entry): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = line[middle];
    if (other !== undefined && compareAge(other, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Negative when `a` is the older. Of the same moment distrust is the newer; then the URI decides. */
function compareAge(a: Entry, b: Entry): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  if (isDistrust(a) !== isDistrust(b)) return isDistrust(b) ? -1 : 1;
  if (a.uri === b.uri) return 0;
  return a.uri < b.uri ? -1 : 1;
}

function isDistrust({ statement }: Entry): boolean {
  return statement.kind === 'vouching' && !statement.isTrust;
}
