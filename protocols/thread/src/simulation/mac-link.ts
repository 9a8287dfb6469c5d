/**
 * The MAC of one radio: address filter, acknowledgments, repetition, one frame after the other (IEEE 802.15.4-2015 §6.7).
 * There is no carrier sense: frames do not collide on this air, they are lost by chance.
 */

import type { Milliseconds, Timer } from '@sallyport/core';
import {
  BROADCAST_ADDRESS,
  BROADCAST_PAN_ID,
  decodeFrame,
  type ExtendedAddress,
  encodeFrame,
  NO_SHORT_ADDRESS,
  type ReceivedFrame,
} from '@sallyport/ieee802154';
import { readOrUndefined } from '../node/read.ts';
import type { Air, AttachedRadio, HeardFrame } from './air.ts';
import type { Dice } from './dice.ts';
import { MacCounts } from './mac-counts.ts';

export interface MacTiming {
  /** How long an acknowledgment is awaited. */
  readonly ackTimeout: Milliseconds;
  /** How often a frame between members is repeated that was not acknowledged; 15 is what Thread's stacks do. */
  readonly maxRetries: number;
  /** The same for strangers: 3, as IEEE 802.15.4 has it, so that one who has left does not hold up the mesh. */
  readonly maxRetriesToStrangers: number;
  /** Frames that may wait to be sent; more are dropped. */
  readonly maxQueue: number;
}

export const DEFAULT_MAC_TIMING: MacTiming = {
  ackTimeout: 7,
  maxRetries: 15,
  maxRetriesToStrangers: 3,
  maxQueue: 256,
};

/** Frames of one sender that are told apart by their sequence number, when nothing better is there. */
const MAX_REMEMBERED_SENDERS = 256;
const ACK_FRAME_TYPE = 2;
const FRAME_TYPE_MASK = 7;
const SHORT_MODE = 2;
const VERSION_2015 = 2;

export interface OutgoingFrame {
  /** Gives the frame when its turn has come, so that frame counters go out in order; undefined when it cannot be made any more. */
  build(sequenceNumber: number): Uint8Array | undefined;
  readonly acknowledged: boolean;
  readonly toStranger?: boolean;
  /** Frames of one datagram: when one is not acknowledged, those behind it are dropped too. */
  readonly group: object;
  done?(delivered: boolean): void;
}

export interface MacIdentity {
  readonly name: string;
  readonly channel: number;
  readonly panId: number;
  readonly extendedAddress: ExtendedAddress;
  readonly shortAddress?: number;
}

export interface MacPorts {
  readonly timer: Timer;
  readonly dice: Dice;
  /** A frame for this radio; what cannot be read is not shown. */
  receive(frame: ReceivedFrame, heard: HeardFrame): void;
}

export class MacLink {
  panId: number;
  extendedAddress: ExtendedAddress;
  shortAddress: number;
  readonly counts = new MacCounts();
  readonly #radio: AttachedRadio;
  readonly #ports: MacPorts;
  readonly #timing: MacTiming;
  readonly #queue: OutgoingFrame[] = [];
  readonly #lastSequence = new Map<string, number>();
  #sequenceNumber: number;
  #awaiting: { readonly sequenceNumber: number; readonly settle: (delivered: boolean) => void } | undefined;
  #isBusy = false;
  #isOn = true;
  #listener: ((heard: HeardFrame) => void) | undefined;

  constructor(air: Air, identity: MacIdentity, ports: MacPorts, timing: Partial<MacTiming> = {}) {
    this.panId = identity.panId;
    this.extendedAddress = identity.extendedAddress;
    this.shortAddress = identity.shortAddress ?? NO_SHORT_ADDRESS;
    this.#ports = ports;
    this.#timing = { ...DEFAULT_MAC_TIMING, ...timing };
    this.#sequenceNumber = ports.dice.below(0x100);
    this.#radio = air.attach({
      name: identity.name,
      channel: identity.channel,
      hear: (frame) => this.#hear(frame),
    });
  }

  get channel(): number {
    return this.#radio.channel;
  }

  tune(channel: number): void {
    this.#radio.tune(channel);
  }

  /** Shows everything on the channel to `listener`, whomever it is for; undefined ends it. */
  listen(listener: ((heard: HeardFrame) => void) | undefined): void {
    this.#listener = listener;
  }

  /** Sends in turn. False when too many frames wait already. */
  send(frame: OutgoingFrame): boolean {
    if (!this.#isOn) return false;
    if (this.#queue.length >= this.#timing.maxQueue) {
      this.counts.count('outDiscards');
      return false;
    }
    this.#queue.push(frame);
    if (!this.#isBusy) this.#next();
    return true;
  }

  /** Switches the radio off for good; what waits is dropped. */
  close(): void {
    this.#isOn = false;
    this.#queue.length = 0;
    this.#radio.detach();
  }

  #next(): void {
    const frame = this.#queue.shift();
    this.#isBusy = frame !== undefined;
    if (frame === undefined) return;
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xff;
    const mpdu = frame.build(this.#sequenceNumber);
    if (mpdu === undefined) {
      this.#finish(frame, false);
      return;
    }
    this.counts.count(frame.acknowledged ? 'outUnicast' : 'outBroadcast');
    if (frame.acknowledged) {
      this.#attempt(frame, mpdu, this.#sequenceNumber, 0);
      return;
    }
    this.#radio.transmit(mpdu);
    this.#ports.timer.after(this.#timing.ackTimeout / 2, () => this.#finish(frame, true));
  }

  #attempt(frame: OutgoingFrame, mpdu: Uint8Array, sequenceNumber: number, attempts: number): void {
    const cancel = this.#ports.timer.after(this.#timing.ackTimeout * (1 + this.#ports.dice.next() / 2), () => {
      this.#awaiting = undefined;
      if (!this.#isOn) return;
      if (attempts < this.#retriesFor(frame)) {
        this.#attempt(frame, mpdu, sequenceNumber, attempts + 1);
        return;
      }
      this.counts.count('outErrors');
      this.#finish(frame, false);
    });
    this.#awaiting = {
      sequenceNumber,
      settle: () => {
        cancel();
        this.#finish(frame, true);
      },
    };
    this.#radio.transmit(mpdu);
  }

  #retriesFor({ toStranger }: OutgoingFrame): number {
    return toStranger === true ? this.#timing.maxRetriesToStrangers : this.#timing.maxRetries;
  }

  #finish(frame: OutgoingFrame, delivered: boolean): void {
    if (!this.#isOn) return;
    if (!delivered) {
      while (this.#queue[0]?.group === frame.group) this.#queue.shift();
    }
    frame.done?.(delivered);
    this.#next();
  }

  #hear(heard: HeardFrame): void {
    this.#listener?.(heard);
    const { mpdu } = heard;
    const [control = 0] = mpdu;
    if ((control & FRAME_TYPE_MASK) === ACK_FRAME_TYPE) {
      this.#hearAck(mpdu);
      return;
    }
    if (!this.#mayBeForUs(mpdu)) return;
    const frame = readOrUndefined(mpdu, decodeFrame);
    if (frame === undefined) {
      this.counts.count('inErrors');
      return;
    }
    if (!this.#isForUs(frame)) return;
    if (frame.ackRequest && frame.destination !== BROADCAST_ADDRESS) this.#acknowledge(frame);
    if (frame.security === undefined && this.#isRepeated(frame)) {
      this.counts.count('inDiscards');
      return;
    }
    this.counts.count(frame.destination === BROADCAST_ADDRESS ? 'inBroadcast' : 'inUnicast');
    this.#ports.receive(frame, heard);
  }

  #hearAck(mpdu: Uint8Array): void {
    const awaiting = this.#awaiting;
    if (awaiting === undefined || awaiting.sequenceNumber !== mpdu[2]) return;
    this.#awaiting = undefined;
    awaiting.settle(true);
  }

  /** A look at the destination before anything is decoded: on a busy channel most frames are for others. */
  #mayBeForUs(mpdu: Uint8Array): boolean {
    const high = mpdu[1] ?? 0;
    if (((high >> 4) & 3) >= VERSION_2015) return true;
    if (((high >> 2) & 3) !== SHORT_MODE) return true;
    const short = (mpdu[5] ?? 0) | ((mpdu[6] ?? 0) << 8);
    return short === BROADCAST_ADDRESS || short === this.shortAddress;
  }

  #isForUs({ type, destination, destinationPanId }: ReceivedFrame): boolean {
    // A beacon is for whoever hears it (IEEE 802.15.4-2015 §7.3.1).
    if (type === 'beacon') return true;
    if (destinationPanId !== this.panId && destinationPanId !== BROADCAST_PAN_ID) return false;
    if (typeof destination === 'number') return destination === BROADCAST_ADDRESS || destination === this.shortAddress;
    return destination?.every((byte, at) => byte === this.extendedAddress[at]) ?? false;
  }

  #acknowledge({ sequenceNumber }: ReceivedFrame): void {
    const ack = encodeFrame({
      type: 'ack',
      version: '2006',
      framePending: false,
      ackRequest: false,
      sequenceNumber,
      payload: NOTHING,
    });
    this.#radio.transmit(ack);
  }

  /** A protected frame has a counter for this. */
  #isRepeated({ source, sequenceNumber }: ReceivedFrame): boolean {
    if (source === undefined || sequenceNumber === undefined) return false;
    const sender = source.toString();
    const isRepeated = this.#lastSequence.get(sender) === sequenceNumber;
    this.#lastSequence.delete(sender);
    this.#lastSequence.set(sender, sequenceNumber);
    const [oldest] = this.#lastSequence.keys();
    if (this.#lastSequence.size > MAX_REMEMBERED_SENDERS && oldest !== undefined) this.#lastSequence.delete(oldest);
    return isRepeated;
  }
}

const NOTHING = new Uint8Array(0);
