/**
 * Which refusals become lines of the log. Whoever is refused can come again as often as it likes, and what it does must not fill the
 * disk. So the first of its kind is a line at once; the same again is counted, and the count is a line when ten minutes are over, or
 * when the device was let pass. Nobody gets more than some lines in that time, and all strangers together a budget: what is beyond is
 * counted, too, and not told apart. Counts that are not written yet are lost where the process is killed; denials are not.
 */

import { type Clock, MINUTE, type Milliseconds, type Timer } from '@sallyport/core';
import type { NewEvent } from '@sallyport/store';
import type { Times } from './events.ts';

/** What a line stands for: the very same each time, several of one party of which this is the last, or those of too many parties. */
export type Alike = 'same' | 'several' | 'many';

export interface Refused {
  /** Whose budget it is: a device that proved who it is, or the address of a stranger. */
  readonly who: string;
  readonly isStranger: boolean;
  /** What was refused: that it was let pass there ends the count. */
  readonly step: string;
  /** What else tells it from others. */
  readonly what: string;
  readonly line: (times: Times, alike: Alike) => NewEvent;
}

export interface RefusalDigestOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  /** Must not throw. */
  readonly write: (lines: readonly NewEvent[]) => void;
}

const WINDOW: Milliseconds = 10 * MINUTE;
/** Lines in that time. */
const OF_ONE_DEVICE = 20;
const OF_ONE_ADDRESS = 60;
const OF_ALL_STRANGERS = 600;
/** Different refusals that are told apart at the same time. */
const MAX_TOLD_APART = 16_384;

/** What was refused since the last line about it. */
interface Tally {
  readonly step: string;
  readonly alike: Alike;
  line: Refused['line'];
  count: number;
  firstAt: number;
  lastAt: number;
}

interface Party {
  readonly isStranger: boolean;
  /** Lines of this window. */
  lines: number;
  readonly tallies: Map<string, Tally>;
  rest: Tally | undefined;
}

export class RefusalDigest {
  readonly #options: RefusalDigestOptions;
  readonly #parties = new Map<string, Party>();
  #toldApart = 0;
  #strangersLines = 0;
  #many: Tally | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: RefusalDigestOptions) {
    this.#options = options;
  }

  take(refused: Refused): void {
    this.#cancel ??= this.#options.timer.after(WINDOW, () => this.#turn());
    const now = this.#options.clock.now().getTime();
    const name = JSON.stringify([refused.step, refused.what]);
    const party = this.#parties.get(refused.who);
    const tally = party?.tallies.get(name);
    if (tally !== undefined) count(tally, refused, now);
    else if (this.#mayBegin(refused, party)) this.#begin(refused, name, now);
    else if (party !== undefined) party.rest = counted(party.rest, refused, 'several', now);
    else this.#many = counted(this.#many, refused, 'many', now);
  }

  /** It was let pass at this step: what was refused there before is over, and the next time is another. */
  passed(who: string, step: string): void {
    const party = this.#parties.get(who);
    if (party === undefined) return;
    const lines: NewEvent[] = [];
    for (const [name, tally] of party.tallies) {
      if (tally.step !== step) continue;
      if (tally.count > 0) lines.push(lineOf(tally));
      party.tallies.delete(name);
      this.#toldApart--;
    }
    this.#spend(party, lines.length);
    this.#write(lines);
  }

  /** Writes down what was counted. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#write(this.#counts());
    this.#parties.clear();
    this.#toldApart = 0;
    this.#strangersLines = 0;
  }

  #mayBegin({ isStranger }: Refused, party: Party | undefined): boolean {
    if (this.#toldApart >= MAX_TOLD_APART) return false;
    if (isStranger && this.#strangersLines >= OF_ALL_STRANGERS) return false;
    return (party?.lines ?? 0) < (isStranger ? OF_ONE_ADDRESS : OF_ONE_DEVICE);
  }

  #begin(refused: Refused, name: string, now: number): void {
    const { who, isStranger, step, line } = refused;
    const party = this.#parties.get(who) ?? { isStranger, lines: 0, tallies: new Map(), rest: undefined };
    this.#parties.set(who, party);
    party.tallies.set(name, { step, alike: 'same', line, count: 0, firstAt: now, lastAt: now });
    this.#toldApart++;
    this.#spend(party, 1);
    this.#write([line({ count: 1, firstAt: now, lastAt: now }, 'same')]);
  }

  #spend(party: Party, lines: number): void {
    party.lines += lines;
    if (party.isStranger) this.#strangersLines += lines;
  }

  /** A window is over: who kept on has its count written and is known in the next one, others are forgotten. */
  #turn(): void {
    this.#cancel = undefined;
    const lines = this.#counts();
    this.#toldApart = 0;
    this.#strangersLines = 0;
    for (const [who, party] of this.#parties) {
      for (const [name, tally] of party.tallies) {
        if (tally.count === 0) party.tallies.delete(name);
        tally.count = 0;
      }
      party.rest = undefined;
      party.lines = 0;
      if (party.tallies.size === 0) this.#parties.delete(who);
      this.#toldApart += party.tallies.size;
      this.#spend(party, party.tallies.size);
    }
    if (this.#parties.size > 0) this.#cancel = this.#options.timer.after(WINDOW, () => this.#turn());
    this.#write(lines);
  }

  #counts(): readonly NewEvent[] {
    const tallies = [...this.#parties.values()].flatMap(({ tallies: own, rest }) => [...own.values(), rest]);
    const all = [...tallies, this.#many].filter((tally) => tally !== undefined && tally.count > 0);
    this.#many = undefined;
    return all.flatMap((tally) => (tally === undefined ? [] : [lineOf(tally)]));
  }

  #write(lines: readonly NewEvent[]): void {
    if (lines.length > 0) this.#options.write(lines);
  }
}

function count(tally: Tally, { line }: Refused, now: number): void {
  if (tally.count === 0) tally.firstAt = now;
  tally.line = line;
  tally.count++;
  tally.lastAt = now;
}

function counted(known: Tally | undefined, refused: Refused, alike: Alike, now: number): Tally {
  const { step, line } = refused;
  const tally = known ?? { step, alike, line, count: 0, firstAt: now, lastAt: now };
  count(tally, refused, now);
  return tally;
}

function lineOf({ line, count: times, firstAt, lastAt, alike }: Tally): NewEvent {
  return line({ count: times, firstAt, lastAt }, alike);
}
