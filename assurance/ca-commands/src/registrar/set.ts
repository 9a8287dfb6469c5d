/** The whole set cut into parts that fit into frames: the next goes out when the router has asked for it. */

import { utf8 } from '@sallyport/core';
import type { VerifiedCommand } from '../command/command.ts';
import { MAX_PART_ENTRIES, MAX_PART_OCTETS } from '../limits.ts';
import type { RegistrarMessage, SetEntry } from '../wire/messages.ts';

export type SetPart = Extract<RegistrarMessage, { type: 'set' }>;

export class SetInParts {
  readonly #commands: readonly VerifiedCommand[];
  readonly #stationsOf: (device: string) => string[];
  readonly #sequence: number;
  #at = 0;
  #part = 0;

  constructor(commands: Iterable<VerifiedCommand>, sequence: number, stationsOf: (device: string) => string[]) {
    this.#commands = [...commands];
    this.#sequence = sequence;
    this.#stationsOf = stationsOf;
  }

  /** The number of the part that is due next. */
  get part(): number {
    return this.#part;
  }

  get isOver(): boolean {
    return this.#part > 0 && this.#at === this.#commands.length;
  }

  next(): SetPart {
    const entries: SetEntry[] = [];
    let octets = 0;
    for (; this.#at < this.#commands.length && entries.length < MAX_PART_ENTRIES; this.#at++) {
      const command = this.#commands[this.#at];
      if (command === undefined) break;
      octets += utf8(JSON.stringify(command.text)).length;
      if (entries.length > 0 && octets > MAX_PART_OCTETS) break;
      entries.push({ claim: command.text, stations: this.#stationsOf(command.device) });
    }
    const isLast = this.#at === this.#commands.length;
    return { type: 'set', sequence: this.#sequence, part: this.#part++, isLast, entries };
  }
}
