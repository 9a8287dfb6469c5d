/** The list of observers (RFC 7641 §4.1): bounded, one entry for each client endpoint and token. */

import { type Milliseconds, toHex } from '@sallyport/core';
import type { CoapResponse } from '../exchange.ts';
import type { EndpointLimits } from '../limits.ts';
import type { MessageLayer } from '../messaging/message-layer.ts';
import type { TransmissionParameters } from '../parameters.ts';
import type { CoapPorts } from '../ports.ts';
import { ActiveObserver, type Observer } from './observer.ts';

/** A client's wish to be told of changes. */
export interface ObserveRequest {
  /**
   * Takes the client as an observer; the response to the request then carries the first state. Undefined when there are as many
   * observers as there may be: the client then gets a plain response. `ended` is called once, when the observation is over.
   */
  accept(ended?: () => void): Observer | undefined;
}

export interface Registration {
  readonly peer: string;
  readonly token: Uint8Array;
  readonly divide: (response: CoapResponse) => CoapResponse;
}

interface Entry {
  readonly observer: ActiveObserver;
  readonly ended: (() => void) | undefined;
  /** Of the latest non-confirmable notifications, for the Reset that may come to them. */
  readonly messageIds: number[];
}

/** 24 bits. */
const SEQUENCE_NUMBERS = 0x100_0000;
const SEQUENCE_TICK: Milliseconds = 100;
/** More than are sent within the time that a Reset takes to come. */
const REMEMBERED_IDS = 8;

export class Observers {
  readonly #layer: MessageLayer;
  readonly #ports: CoapPorts;
  readonly #parameters: TransmissionParameters;
  readonly #limits: EndpointLimits;
  readonly #byPeer = new Map<string, Map<string, Entry>>();
  #size = 0;
  #sequence = 0;

  constructor(layer: MessageLayer, ports: CoapPorts, parameters: TransmissionParameters, limits: EndpointLimits) {
    this.#layer = layer;
    this.#ports = ports;
    this.#parameters = parameters;
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** Undefined when there is no room. A registration with the token of another one takes its place (§4.1). */
  add(registration: Registration, ended: (() => void) | undefined): ActiveObserver | undefined {
    const { peer, token, divide } = registration;
    const key = toHex(token);
    this.remove(peer, token);
    const ofPeer = this.#byPeer.get(peer) ?? new Map<string, Entry>();
    if (this.#size >= this.#limits.maxObservers || ofPeer.size >= this.#limits.maxObserversPerPeer) return undefined;
    const observer = new ActiveObserver(peer, token, {
      layer: this.#layer,
      ports: this.#ports,
      parameters: this.#parameters,
      divide,
      nextSequence: () => this.#nextSequence(),
      sent: (_, messageId) => remember(entry, messageId),
      ended: () => this.#remove(peer, key, entry),
    });
    const entry: Entry = { observer, ended, messageIds: [] };
    this.#byPeer.set(peer, ofPeer.set(key, entry));
    this.#size++;
    return observer;
  }

  /** The client deregisters (§3.6). */
  remove(peer: string, token: Uint8Array): void {
    this.#byPeer.get(peer)?.get(toHex(token))?.observer.end();
  }

  /** A Reset came to a non-confirmable message of this ID (§3.6). */
  reset(peer: string, messageId: number): void {
    for (const { observer, messageIds } of this.#byPeer.get(peer)?.values() ?? []) {
      if (messageIds.includes(messageId)) observer.end();
    }
  }

  /** Of one peer, or of all. */
  clear(peer?: string): void {
    const sets = peer === undefined ? [...this.#byPeer.values()] : [this.#byPeer.get(peer)];
    for (const entries of sets) for (const { observer } of [...(entries?.values() ?? [])]) observer.end();
  }

  /**
   * §4.4: follows the wall clock, so that numbers go on growing when a client registers again, or the server begins again; and is
   * never the same twice.
   */
  #nextSequence(): number {
    this.#sequence = Math.max(this.#sequence + 1, Math.floor(this.#ports.clock.now().getTime() / SEQUENCE_TICK));
    return this.#sequence % SEQUENCE_NUMBERS;
  }

  #remove(peer: string, key: string, entry: Entry): void {
    const ofPeer = this.#byPeer.get(peer);
    if (ofPeer?.get(key) !== entry) return;
    ofPeer.delete(key);
    this.#size--;
    if (ofPeer.size === 0) this.#byPeer.delete(peer);
    entry.ended?.();
  }
}

function remember({ messageIds }: Entry, messageId: number): void {
  messageIds.push(messageId);
  if (messageIds.length > REMEMBERED_IDS) messageIds.shift();
}
