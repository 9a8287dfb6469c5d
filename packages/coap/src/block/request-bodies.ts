/** Bodies of requests put together from Block1 (RFC 7959 §2.3, §2.5): in order, and handed on only when whole. */

import { concat, type Milliseconds } from '@sallyport/core';
import { fail } from '../errors.ts';
import { type CoapResponse, respond } from '../exchange.ts';
import type { EndpointLimits } from '../limits.ts';
import { CODES } from '../message/codes.ts';
import { OPTIONS } from '../message/options.ts';
import type { CoapPorts } from '../ports.ts';
import { type Block, blockOption, blockSize, exponentOf, offsetOf } from './block-option.ts';
import { Bodies } from './bodies.ts';

export interface RequestBlock {
  readonly peer: string;
  readonly key: string;
  readonly block: Block;
  readonly payload: Uint8Array;
  /** Size1: how long the client says that the body is. */
  readonly announced: number | undefined;
}

/** Either the body, or what to answer in the meantime. */
export type RequestProgress =
  | { readonly body: Uint8Array; readonly answer?: undefined }
  | { readonly body?: undefined; readonly answer: CoapResponse };

interface Assembly {
  readonly parts: Uint8Array[];
  length: number;
}

/** What a part takes besides its bytes. */
const PART_OVERHEAD = 64;

export class RequestBodies {
  readonly #limits: EndpointLimits;
  readonly #exponent: number;
  readonly #bodies: Bodies<Assembly>;

  constructor(ports: CoapPorts, lifetime: Milliseconds, limits: EndpointLimits) {
    this.#limits = limits;
    this.#exponent = exponentOf(limits.blockBytes);
    this.#bodies = new Bodies(ports.clock, ports.timer, lifetime, limits);
  }

  get size(): number {
    return this.#bodies.size;
  }

  /** @throws E_COAP_BLOCK, E_COAP_BLOCK_INCOMPLETE, E_COAP_BODY_TOO_LARGE */
  add(received: RequestBlock): RequestProgress {
    const { peer, key, block, payload } = received;
    const assembly = this.#begunOrNew(received);
    const length = assembly.length + payload.length;
    if (length > this.#limits.maxBodyBytes || (received.announced ?? 0) > this.#limits.maxBodyBytes) {
      this.#bodies.delete(peer, key);
      throw fail('E_COAP_BODY_TOO_LARGE', `a body of more than ${this.#limits.maxBodyBytes} bytes`);
    }
    if (!block.more) {
      this.#bodies.delete(peer, key);
      return { body: assembly.parts.length === 0 ? payload : concat(...assembly.parts, payload) };
    }
    if (payload.length !== blockSize(block.exponent)) {
      this.#bodies.delete(peer, key);
      throw fail('E_COAP_BLOCK', `a block of ${payload.length} bytes instead of ${blockSize(block.exponent)}`);
    }
    assembly.parts.push(Uint8Array.from(payload));
    assembly.length = length;
    this.#bodies.set(peer, key, assembly, length + PART_OVERHEAD * assembly.parts.length);
    return { answer: respond(CODES.CONTINUE, undefined, { options: [this.acknowledge(block)] }) };
  }

  /** Block1 of the response: the same block, and the size this side would rather have (§2.3, §2.5). */
  acknowledge(block: Block) {
    return blockOption(OPTIONS.BLOCK1, { ...block, exponent: Math.min(block.exponent, this.#exponent) });
  }

  forget(peer: string): void {
    this.#bodies.forget(peer);
  }

  clear(): void {
    this.#bodies.clear();
  }

  #begunOrNew({ peer, key, block }: RequestBlock): Assembly {
    // §2.5: a first block begins anew, whatever was there.
    if (block.number === 0) return { parts: [], length: 0 };
    const begun = this.#bodies.get(peer, key);
    if (begun !== undefined && begun.length === offsetOf(block)) return begun;
    this.#bodies.delete(peer, key);
    throw fail('E_COAP_BLOCK_INCOMPLETE', `block ${block.number} does not follow what was received`);
  }
}
