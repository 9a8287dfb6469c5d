/** The newest command about each device: what a router must be told when it comes. */

import type { VerifiedCommand } from '../command/command.ts';

export interface RosterEntry {
  readonly command: VerifiedCommand;
  /** Addresses that were told with it. */
  readonly stations: readonly string[];
}

export class Roster {
  readonly #entries = new Map<string, RosterEntry>();
  /** The highest number that may be in the record. */
  #given: number;
  #sequence = 0;

  constructor(firstSequence: number) {
    this.#given = firstSequence - 1;
  }

  /** The number of the newest command that was taken in. */
  get sequence(): number {
    return this.#sequence;
  }

  /** A number that no command has had. */
  takeNumber(): number {
    return ++this.#given;
  }

  /** Takes a command in; one that is older than what is known of the device changes nothing. */
  add(command: VerifiedCommand, stations: readonly string[]): void {
    this.#sequence = Math.max(this.#sequence, command.sequence);
    this.#given = Math.max(this.#given, this.#sequence);
    const known = this.#entries.get(command.device);
    if (known !== undefined && known.command.sequence >= command.sequence) return;
    this.#entries.set(command.device, { command, stations });
  }

  get(device: string): RosterEntry | undefined {
    return this.#entries.get(device);
  }

  /** The newest command of every device that is not out, in no particular order. */
  *present(): Generator<VerifiedCommand> {
    for (const { command } of this.#entries.values()) if (command.access !== 'out') yield command;
  }
}
