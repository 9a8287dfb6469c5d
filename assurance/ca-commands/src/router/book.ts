/** What one registrar has said: the newest number, and each device that is not out. */

import type { Access, VerifiedCommand } from '../command/command.ts';
import { digestOf } from '../command/command.ts';
import { fail } from '../errors.ts';
import type { StationAddress } from '../stations.ts';

export interface HeldDevice {
  /** Name of its key. */
  readonly device: string;
  readonly access: Exclude<Access, 'out'>;
  /** Number of the command that says so. */
  readonly sequence: number;
  /** Of its text, which was verified when it came. */
  readonly digest: string;
  readonly stations: readonly StationAddress[];
}

/** Books are complete: whatever command had a number up to {@link sequence} and is not held here was overtaken or revoked. */
export class RegistrarBook {
  /** Name of the registrar's key. */
  readonly registrar: string;
  #sequence: number;
  #devices: Map<string, HeldDevice>;

  constructor(registrar: string, sequence = 0, devices: Iterable<HeldDevice> = []) {
    this.registrar = registrar;
    this.#sequence = sequence;
    this.#devices = new Map([...devices].map((each) => [each.device, each]));
  }

  get sequence(): number {
    return this.#sequence;
  }
  get size(): number {
    return this.#devices.size;
  }
  get devices(): Iterable<HeldDevice> {
    return this.#devices.values();
  }

  get(device: string): HeldDevice | undefined {
    return this.#devices.get(device);
  }

  /** Insists that a command is newer than all that was heard. @throws E_CA_COMMANDS_REPLAY, E_CA_COMMANDS_SEQUENCE */
  requireNew({ device, sequence, text }: VerifiedCommand): void {
    if (sequence > this.#sequence) return;
    if (sequence === this.#sequence || this.get(device)?.digest === digestOf(text)) {
      throw fail('E_CA_COMMANDS_REPLAY', `command ${sequence} was heard before`);
    }
    throw fail('E_CA_COMMANDS_SEQUENCE', `command ${sequence} came after ${this.#sequence}`);
  }

  /** Takes a new command in. Gives what takes it back. */
  take(command: VerifiedCommand, stations: readonly StationAddress[]): () => void {
    const { device, sequence } = command;
    const [before, known] = [this.#sequence, this.#devices.get(device)];
    this.#sequence = sequence;
    const held = heldBy(command, stations);
    if (held === undefined) this.#devices.delete(device);
    else this.#devices.set(device, held);
    return () => {
      this.#sequence = before;
      if (known === undefined) this.#devices.delete(device);
      else this.#devices.set(device, known);
    };
  }

  /** Takes a whole set in. Gives what takes it back. */
  replace(sequence: number, devices: Iterable<HeldDevice>): () => void {
    const before = { sequence: this.#sequence, devices: this.#devices };
    this.#sequence = sequence;
    this.#devices = new Map([...devices].map((each) => [each.device, each]));
    return () => {
      this.#sequence = before.sequence;
      this.#devices = before.devices;
    };
  }
}

/** What is to be kept of a command; nothing of one that puts a device out. */
export function heldBy(
  { device, access, sequence, text }: VerifiedCommand,
  stations: readonly StationAddress[],
): HeldDevice | undefined {
  return access === 'out' ? undefined : { device, access, sequence, digest: digestOf(text), stations };
}
