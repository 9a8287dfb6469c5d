/**
 * Messages on their way to a peer: retransmission of confirmable ones (RFC 7252 §4.2), and no more than NSTART interactions with one
 * peer at a time (§4.7); the rest wait in the order they came.
 */

import type { Milliseconds } from '@sallyport/core';
import { fail } from '../errors.ts';
import { encodeMessage } from '../message/encode.ts';
import type { Draft } from '../message/message.ts';
import type { TransmissionParameters } from '../parameters.ts';
import { type CoapPorts, randomFraction } from '../ports.ts';
import type { MessageIds } from './message-ids.ts';

/** `exhausted`: no message ID was free to be used again. */
export type Outcome = 'acknowledged' | 'reset' | 'timeout' | 'exhausted';

export interface OutgoingMessage {
  readonly peer: string;
  /** A non-confirmable message is one that a response is expected to: it has no acknowledgement to wait for. */
  readonly type: 'CON' | 'NON';
  readonly draft: Draft;
  /** What to say instead at a retransmission, when there is something newer (RFC 7641 §4.5.2). */
  readonly renew?: () => Draft | undefined;
  /** Called once, unless it is cancelled before. */
  readonly settled: (outcome: Outcome, facts: OutcomeFacts) => void;
}

export interface OutcomeFacts {
  /** From the only transmission to its acknowledgement; undefined when there were several. */
  readonly roundTrip: Milliseconds | undefined;
}

export interface Transmission {
  readonly token: Uint8Array;
  /** Settled or cancelled; a link within the process may settle a message before it is even sent. */
  readonly isOver: boolean;
  /** Ends it without another word. */
  cancel(): void;
}

export interface OutboxLimits {
  readonly maxTransmissions: number;
  readonly maxTransmissionsPerPeer: number;
}

interface Item extends Transmission {
  readonly message: OutgoingMessage;
  datagram: Uint8Array;
  state: 'queued' | 'active' | 'released' | 'settled';
  messageId: number | undefined;
  attempts: number;
  sentAt: Milliseconds;
  wait: Milliseconds;
  cancelTimer: (() => void) | undefined;
}

class Lane {
  readonly queue: Item[] = [];
  readonly inFlight = new Map<number, Item>();
  active = 0;
}

export class Outbox {
  readonly #ports: CoapPorts;
  readonly #parameters: TransmissionParameters;
  readonly #ids: MessageIds;
  readonly #limits: OutboxLimits;
  readonly #lanes = new Map<string, Lane>();
  #size = 0;

  constructor(ports: CoapPorts, parameters: TransmissionParameters, ids: MessageIds, limits: OutboxLimits) {
    this.#ports = ports;
    this.#parameters = parameters;
    this.#ids = ids;
    this.#limits = limits;
  }

  /** Messages that wait or are under way. */
  get size(): number {
    return this.#size;
  }

  /** @throws E_COAP_BUSY, E_COAP_ARGUMENT */
  send(message: OutgoingMessage): Transmission {
    const { peer, draft } = message;
    const lane = this.#lanes.get(peer) ?? new Lane();
    const ofPeer = lane.queue.length + lane.inFlight.size;
    if (this.#size >= this.#limits.maxTransmissions || ofPeer >= this.#limits.maxTransmissionsPerPeer) {
      throw fail('E_COAP_BUSY', 'too many messages are waiting to be sent');
    }
    const item: Item = {
      message,
      token: draft.token,
      datagram: encodeMessage({ ...draft, type: message.type, messageId: 0 }),
      state: 'queued',
      messageId: undefined,
      attempts: 0,
      sentAt: 0,
      wait: 0,
      cancelTimer: undefined,
      get isOver() {
        return item.state === 'settled';
      },
      cancel: () => this.#end(item),
    };
    this.#lanes.set(peer, lane);
    this.#size++;
    lane.queue.push(item);
    this.#advance(peer, lane);
    return item;
  }

  find(peer: string, messageId: number): Transmission | undefined {
    return this.#lanes.get(peer)?.inFlight.get(messageId);
  }

  /** The peer has answered the message with this ID. Says whether there is one. */
  settle(peer: string, messageId: number, outcome: 'acknowledged' | 'reset'): boolean {
    const item = this.#lanes.get(peer)?.inFlight.get(messageId);
    if (item === undefined) return false;
    // A non-confirmable message is not acknowledged; a Reset may come to it (§4.3).
    if (outcome === 'acknowledged' && item.message.type === 'NON') return false;
    this.#settle(item, outcome);
    return true;
  }

  /** Ends everything under way to `peer`, or to everybody, without another word. */
  clear(peer?: string): void {
    const lanes = peer === undefined ? [...this.#lanes.values()] : [this.#lanes.get(peer)];
    for (const lane of lanes) {
      for (const item of lane?.queue.splice(0) ?? []) this.#end(item);
      for (const item of lane?.inFlight.values() ?? []) this.#end(item);
    }
  }

  #advance(peer: string, lane: Lane): void {
    while (lane.active < this.#parameters.nstart) {
      const item = lane.queue.shift();
      if (item === undefined) break;
      lane.active++;
      item.state = 'active';
      this.#start(item, lane);
    }
    const isEmpty = lane.active === 0 && lane.queue.length === 0 && lane.inFlight.size === 0;
    // What was settled in the meantime may have begun a lane of its own.
    if (isEmpty && this.#lanes.get(peer) === lane) this.#lanes.delete(peer);
  }

  #start(item: Item, lane: Lane): void {
    const { ackTimeout, ackRandomFactor } = this.#parameters;
    // RFC 7252 §4.2: a random time between ACK_TIMEOUT and ACK_TIMEOUT * ACK_RANDOM_FACTOR.
    item.wait = ackTimeout * (1 + randomFraction(this.#ports.random) * (ackRandomFactor - 1));
    if (!this.#number(item, lane)) {
      this.#settle(item, 'exhausted');
      return;
    }
    this.#transmit(item);
  }

  #number(item: Item, lane: Lane): boolean {
    const messageId = this.#ids.next(item.message.peer);
    if (messageId === undefined) return false;
    if (item.messageId !== undefined) lane.inFlight.delete(item.messageId);
    item.messageId = messageId;
    item.datagram[2] = messageId >> 8;
    item.datagram[3] = messageId & 0xff;
    lane.inFlight.set(messageId, item);
    return true;
  }

  #transmit(item: Item): void {
    item.attempts++;
    item.sentAt = this.#ports.clock.monotonic();
    item.cancelTimer = this.#ports.timer.after(item.wait, () => this.#waited(item));
    this.#ports.transmit(item.datagram, item.message.peer);
  }

  #waited(item: Item): void {
    item.cancelTimer = undefined;
    if (item.message.type === 'NON') {
      this.#release(item);
      return;
    }
    if (item.attempts > this.#parameters.maxRetransmit) {
      this.#settle(item, 'timeout');
      return;
    }
    item.wait *= 2;
    this.#renew(item);
    if (item.state === 'active') this.#transmit(item);
  }

  #renew(item: Item): void {
    const lane = this.#lanes.get(item.message.peer);
    const draft = item.message.renew?.();
    if (draft === undefined || lane === undefined) return;
    item.datagram = encodeMessage({ ...draft, type: item.message.type, messageId: 0 });
    if (!this.#number(item, lane)) this.#settle(item, 'exhausted');
  }

  /** §4.7: a response to a non-confirmable request is no longer waited for before the next message is sent. */
  #release(item: Item): void {
    const lane = this.#lanes.get(item.message.peer);
    if (lane === undefined || item.state !== 'active') return;
    item.state = 'released';
    lane.active--;
    this.#advance(item.message.peer, lane);
  }

  #settle(item: Item, outcome: Outcome): void {
    const isFirst = item.attempts === 1;
    const roundTrip = isFirst ? this.#ports.clock.monotonic() - item.sentAt : undefined;
    if (this.#end(item)) item.message.settled(outcome, { roundTrip });
  }

  #end(item: Item): boolean {
    if (item.state === 'settled') return false;
    const { peer } = item.message;
    const lane = this.#lanes.get(peer);
    if (item.state === 'active' && lane !== undefined) lane.active--;
    const place = item.state === 'queued' ? lane?.queue.indexOf(item) : undefined;
    if (place !== undefined && place >= 0) lane?.queue.splice(place, 1);
    item.state = 'settled';
    item.cancelTimer?.();
    item.cancelTimer = undefined;
    if (item.messageId !== undefined) lane?.inFlight.delete(item.messageId);
    this.#size--;
    if (lane !== undefined) this.#advance(peer, lane);
    return true;
  }
}
