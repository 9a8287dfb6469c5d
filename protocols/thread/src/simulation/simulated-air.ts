/** A radio medium of one process: seeded loss, delay, repetition and reordering, on a clock that may be virtual. */

import type { Clock, Milliseconds, Random, Timer } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { Air, AttachedRadio, Radio } from './air.ts';
import type { Connectivity, RadioLink } from './connectivity.ts';
import { Dice } from './dice.ts';

/** What the air does to frames. Probabilities are 0 to 1, and per frame and receiver. */
export interface Impairments {
  readonly loss: number;
  /** Heard twice. */
  readonly repetition: number;
  /** Heard late, so that later frames overtake it. */
  readonly reordering: number;
  /** Up to this much is added to a frame's time on air. */
  readonly jitter: Milliseconds;
  /** How late a frame is that is overtaken. */
  readonly lateness: Milliseconds;
}

export const CLEAR_AIR: Impairments = { loss: 0, repetition: 0, reordering: 0, jitter: 0.5, lateness: 20 };

export type Outcome = 'heard' | 'lost' | 'repeated' | 'late';

/** One frame as a wiretap records it. */
export interface AirRecord {
  readonly at: Date;
  readonly from: string;
  readonly channel: number;
  readonly mpdu: Uint8Array;
  /** Everybody on the channel and in reach. */
  readonly to: readonly Reception[];
}

export interface Reception {
  readonly name: string;
  readonly rssi: number;
  readonly outcome: Outcome;
}

export interface SimulatedAirOptions {
  readonly connectivity: Connectivity;
  readonly impairments?: Partial<Impairments>;
}

export interface AirPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

/** 32 µs a byte at 250 kbit/s, and six bytes of preamble and length (IEEE 802.15.4-2015 §12). */
const BYTE_TIME: Milliseconds = 0.032;
const PREAMBLE_BYTES = 6;
const FCS_BYTES = 2;

export class SimulatedAir implements Air {
  readonly #connectivity: Connectivity;
  readonly #ports: AirPorts;
  readonly #dice: Dice;
  readonly #radios = new Map<string, SimulatedRadio>();
  readonly #taps = new Set<(record: AirRecord) => void>();
  #impairments: Impairments;
  #frames = 0;

  constructor({ connectivity, impairments }: SimulatedAirOptions, ports: AirPorts) {
    this.#connectivity = connectivity;
    this.#ports = ports;
    this.#dice = new Dice(ports.random);
    this.#impairments = { ...CLEAR_AIR, ...impairments };
  }

  /** How many frames were put on air. */
  get frames(): number {
    return this.#frames;
  }

  /** From now on. */
  impair(impairments: Partial<Impairments>): void {
    this.#impairments = { ...this.#impairments, ...impairments };
  }

  /** Shows every frame to `listen`, until the function it gives is called. */
  tap(listen: (record: AirRecord) => void): () => void {
    this.#taps.add(listen);
    return () => this.#taps.delete(listen);
  }

  /** @throws E_THREAD_SIMULATION for a name that is taken */
  attach(radio: Radio): AttachedRadio {
    if (this.#radios.has(radio.name)) throw fail('E_THREAD_SIMULATION', `a radio named ${radio.name} is on this air`);
    const attached = new SimulatedRadio(radio, {
      transmit: (mpdu) => this.#transmit(attached, mpdu),
      detach: () => this.#radios.delete(radio.name),
    });
    this.#radios.set(radio.name, attached);
    return attached;
  }

  #transmit(sender: SimulatedRadio, mpdu: Uint8Array): void {
    const { channel, name } = sender;
    this.#frames++;
    const heard: [SimulatedRadio, number][] = [];
    const record: Reception[] | undefined = this.#taps.size === 0 ? undefined : [];
    const span = (mpdu.length + FCS_BYTES + PREAMBLE_BYTES) * BYTE_TIME + this.#dice.next() * this.#impairments.jitter;
    for (const link of this.#connectivity.linksFrom(name)) {
      const receiver = this.#radios.get(link.to);
      if (receiver === undefined || receiver.channel !== channel) continue;
      const outcome = this.#outcome(link);
      record?.push({ name: link.to, rssi: link.rssi, outcome });
      if (outcome === 'heard' || outcome === 'repeated') heard.push([receiver, link.rssi]);
      if (outcome === 'repeated') this.#later(span, [[receiver, link.rssi]], channel, mpdu);
      if (outcome === 'late') this.#later(span + this.#impairments.lateness, [[receiver, link.rssi]], channel, mpdu);
    }
    if (heard.length > 0) this.#later(span, heard, channel, mpdu);
    if (record === undefined) return;
    for (const tap of this.#taps) tap({ at: this.#ports.clock.now(), from: name, channel, mpdu, to: record });
  }

  #outcome({ loss }: RadioLink): Outcome {
    const { loss: everywhere, repetition, reordering } = this.#impairments;
    if (this.#dice.chance(everywhere) || this.#dice.chance(loss)) return 'lost';
    if (this.#dice.chance(repetition)) return 'repeated';
    return this.#dice.chance(reordering) ? 'late' : 'heard';
  }

  #later(span: Milliseconds, to: readonly [SimulatedRadio, number][], channel: number, mpdu: Uint8Array): void {
    this.#ports.timer.after(span, () => {
      for (const [receiver, rssi] of to) {
        // It may have been switched off, or to another channel, while the frame was under way.
        if (receiver.isOn && receiver.channel === channel) receiver.hear({ mpdu, channel, rssi });
      }
    });
  }
}

class SimulatedRadio implements AttachedRadio {
  readonly name: string;
  readonly #radio: Radio;
  readonly #air: { transmit(mpdu: Uint8Array): void; detach(): void };
  #channel: number;
  #isOn = true;

  constructor(radio: Radio, air: { transmit(mpdu: Uint8Array): void; detach(): void }) {
    this.name = radio.name;
    this.#radio = radio;
    this.#air = air;
    this.#channel = radio.channel;
  }

  get channel(): number {
    return this.#channel;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  hear(frame: { mpdu: Uint8Array; channel: number; rssi: number }): void {
    this.#radio.hear(frame);
  }

  tune(channel: number): void {
    this.#channel = channel;
  }

  transmit(mpdu: Uint8Array): void {
    if (this.#isOn) this.#air.transmit(mpdu);
  }

  detach(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#air.detach();
  }
}
