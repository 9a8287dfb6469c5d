/** Which responses are awaited, by peer and token (RFC 7252 §5.3.2). Tokens are random, so that nobody off the path can guess one (§5.3.1, §11.4). */

import { type SallyportError, toHex } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { CoapResponse } from '../exchange.ts';
import type { CoapPorts } from '../ports.ts';

export interface Expectation {
  response(response: CoapResponse, from: string): void;
  failed(error: SallyportError): void;
}

export interface ExpectationLimits {
  readonly maxExchanges: number;
  readonly maxExchangesPerPeer: number;
}

const ATTEMPTS = 8;

export class Expectations {
  readonly #ports: CoapPorts;
  readonly #tokenLength: number;
  readonly #limits: ExpectationLimits;
  /** Responses to a request to a group come from its members: those are kept under undefined, and found by their token alone. */
  readonly #byPeer = new Map<string | undefined, Map<string, Expectation>>();
  #size = 0;

  constructor(ports: CoapPorts, tokenLength: number, limits: ExpectationLimits) {
    this.#ports = ports;
    this.#tokenLength = tokenLength;
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** Gives the token to send. `peer` is undefined for a group. @throws E_COAP_BUSY */
  open(peer: string | undefined, expectation: Expectation): Uint8Array {
    const ofPeer = this.#byPeer.get(peer) ?? new Map<string, Expectation>();
    if (this.#size >= this.#limits.maxExchanges || ofPeer.size >= this.#limits.maxExchangesPerPeer) {
      throw fail('E_COAP_BUSY', 'too many responses are awaited');
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const token = this.#ports.random.bytes(this.#tokenLength);
      const key = toHex(token);
      if (ofPeer.has(key)) continue;
      this.#byPeer.set(peer, ofPeer.set(key, expectation));
      this.#size++;
      return token;
    }
    throw fail('E_COAP_BUSY', `no token of ${this.#tokenLength} bytes is free`);
  }

  find(peer: string, token: Uint8Array): Expectation | undefined {
    const key = toHex(token);
    return this.#byPeer.get(peer)?.get(key) ?? this.#byPeer.get(undefined)?.get(key);
  }

  close(peer: string | undefined, token: Uint8Array): void {
    const ofPeer = this.#byPeer.get(peer);
    if (ofPeer?.delete(toHex(token)) !== true) return;
    this.#size--;
    if (ofPeer.size === 0) this.#byPeer.delete(peer);
  }

  /** Fails what is awaited from `peer`, or from everybody. */
  failAll(error: SallyportError, peer?: string): void {
    const sets = peer === undefined ? [...this.#byPeer.values()] : [this.#byPeer.get(peer)];
    for (const expectations of sets) for (const one of [...(expectations?.values() ?? [])]) one.failed(error);
  }
}
