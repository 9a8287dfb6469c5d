/** A whole set as it comes in, part by part. Entries that may not count are left out: their devices stay out. */

import { isSallyportError, type SallyportError } from '@sallyport/core';
import { digestOf, type VerifiedCommand } from '../command/command.ts';
import { fail } from '../errors.ts';
import { MAX_REFUSED_NAMED } from '../limits.ts';
import type { StationAddress } from '../stations.ts';
import type { RouterMessage, SetEntry } from '../wire/messages.ts';
import { type HeldDevice, heldBy, type RegistrarBook } from './book.ts';
import { readStations } from './read-stations.ts';

type Named = Extract<RouterMessage, { type: 'synced' }>['named'];

export interface IncomingSetOptions {
  /** What was heard from this registrar before. */
  readonly book: RegistrarBook;
  /** The number of the newest command that the set holds. */
  readonly sequence: number;
  readonly maxDevices: number;
  readonly verify: (text: string) => Promise<VerifiedCommand>;
  readonly refused: (error: SallyportError) => void;
}

export class IncomingSet {
  readonly #options: IncomingSetOptions;
  readonly #devices = new Map<string, HeldDevice>();
  /** Devices named twice: neither entry counts. */
  readonly #doubtful = new Set<string>();
  readonly #known: ReadonlyMap<string, HeldDevice>;
  readonly #named: Named = [];
  #entries = 0;
  #refused = 0;
  #part = 0;

  /** @throws E_CA_COMMANDS_ROLLBACK when the router has heard more than the registrar knows of */
  constructor(options: IncomingSetOptions) {
    const { book, sequence } = options;
    if (sequence < book.sequence) {
      throw fail('E_CA_COMMANDS_ROLLBACK', `a set up to command ${sequence}, after command ${book.sequence} was heard`);
    }
    this.#options = options;
    this.#known = new Map([...book.devices].map((held) => [held.digest, held]));
  }

  get sequence(): number {
    return this.#options.sequence;
  }
  /** The number of the part that is due next. */
  get part(): number {
    return this.#part;
  }
  get devices(): ReadonlyMap<string, HeldDevice> {
    return this.#devices;
  }
  get refused(): number {
    return this.#refused;
  }
  /** The first of the refused ones. */
  get named(): Named {
    return this.#named;
  }

  /** @throws E_CA_COMMANDS_TOO_MANY when there are more than the router may hold */
  async take(entries: readonly SetEntry[]): Promise<void> {
    this.#part++;
    this.#entries += entries.length;
    const { maxDevices } = this.#options;
    if (this.#entries > maxDevices) throw fail('E_CA_COMMANDS_TOO_MANY', `more than ${maxDevices} devices in the set`);
    for (const entry of entries) await this.#takeOne(entry);
  }

  async #takeOne({ claim, stations }: SetEntry): Promise<void> {
    let sequence: number | undefined;
    try {
      const where = readStations(stations);
      const known = this.#known.get(digestOf(claim));
      // Verified when it came first, and in force ever since.
      const held = known === undefined ? await this.#judge(claim, where) : { ...known, stations: where };
      sequence = held.sequence;
      this.#put(held);
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      this.#refuse(thrown, sequence);
    }
  }

  async #judge(claim: string, stations: readonly StationAddress[]): Promise<HeldDevice> {
    const { verify, book, sequence } = this.#options;
    const command = await verify(claim);
    const held = heldBy(command, stations);
    if (held === undefined) throw fail('E_CA_COMMANDS_SET', 'a set holds a command that puts a device out');
    if (command.sequence > sequence) throw fail('E_CA_COMMANDS_SET', 'a set holds a command above its number');
    book.requireNew(command);
    return held;
  }

  #put(held: HeldDevice): void {
    if (this.#devices.delete(held.device) || this.#doubtful.has(held.device)) {
      this.#doubtful.add(held.device);
      throw fail('E_CA_COMMANDS_SET', 'a set names a device twice');
    }
    this.#devices.set(held.device, held);
  }

  #refuse(error: SallyportError, sequence: number | undefined): void {
    this.#refused++;
    this.#options.refused(error);
    if (this.#named.length >= MAX_REFUSED_NAMED) return;
    this.#named.push({ code: error.code, ...(sequence === undefined ? {} : { sequence }) });
  }
}
