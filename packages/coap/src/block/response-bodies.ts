/**
 * Bodies of responses in blocks (RFC 7959 §2.4): the first block leaves with the response, the others are kept for the requests that
 * ask for them, so that every block is of the same representation.
 */

import { createHash } from 'node:crypto';
import { type Milliseconds, plain } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { CoapResponse } from '../exchange.ts';
import type { EndpointLimits } from '../limits.ts';
import { findOption, uintOption } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';
import type { CoapPorts } from '../ports.ts';
import { type Block, blockOption, blockSize, exponentOf } from './block-option.ts';
import { Bodies } from './bodies.ts';

export interface Asked {
  readonly peer: string;
  readonly key: string;
  /** Block2 of the request. */
  readonly block: Block | undefined;
  /** The request has Size2: it asks how long the body is (§4). */
  readonly wantsSize: boolean;
}

const ETAG_BYTES = 8;

export class ResponseBodies {
  readonly #exponent: number;
  readonly #bodies: Bodies<CoapResponse>;

  constructor(ports: CoapPorts, lifetime: Milliseconds, limits: EndpointLimits) {
    this.#exponent = exponentOf(limits.blockBytes);
    this.#bodies = new Bodies(ports.clock, ports.timer, lifetime, limits);
  }

  get size(): number {
    return this.#bodies.size;
  }

  /**
   * A later block of a response given before. Undefined when it is no longer there, or when it is the first that is asked for: then
   * the request is to be worked on.
   * @throws E_COAP_BLOCK for a block after the last
   */
  next(asked: Asked): CoapResponse | undefined {
    if (asked.block === undefined || asked.block.number === 0) return undefined;
    const whole = this.#bodies.get(asked.peer, asked.key);
    return whole === undefined ? undefined : this.#cut(whole, asked, asked.block);
  }

  /**
   * The response as it leaves: whole when it fits into one block, else the block that is asked for.
   * @throws E_COAP_BLOCK for a block after the last
   */
  divide(response: CoapResponse, asked: Asked): CoapResponse {
    const block = asked.block ?? { number: 0, more: false, exponent: this.#exponent };
    const size = blockSize(Math.min(block.exponent, this.#exponent));
    if (response.payload.length <= size && block.number === 0) {
      this.#bodies.delete(asked.peer, asked.key);
      return asked.block === undefined && !asked.wantsSize ? response : this.#cut(response, asked, block);
    }
    const whole = withEtag({ ...response, payload: Uint8Array.from(response.payload) });
    this.#bodies.set(asked.peer, asked.key, whole, whole.payload.length);
    return this.#cut(whole, asked, block);
  }

  forget(peer: string): void {
    this.#bodies.forget(peer);
  }

  clear(): void {
    this.#bodies.clear();
  }

  #cut({ code, payload, options }: CoapResponse, asked: Asked, wanted: Block): CoapResponse {
    // A smaller size of ours moves the number, not the place in the body.
    const exponent = Math.min(wanted.exponent, this.#exponent);
    const start = wanted.number * blockSize(wanted.exponent);
    if (start > 0 && start >= payload.length) throw fail('E_COAP_BLOCK', `block ${wanted.number} is after the last`);
    const end = Math.min(payload.length, start + blockSize(exponent));
    const block: Block = { number: start / blockSize(exponent), more: end < payload.length, exponent };
    const isSizeTold = asked.wantsSize || (block.more && block.number === 0);
    return {
      code,
      payload: payload.subarray(start, end),
      options: [
        ...options,
        blockOption(OPTIONS.BLOCK2, block),
        ...(isSizeTold ? [uintOption(OPTIONS.SIZE2, payload.length)] : []),
      ],
    };
  }
}

/** §2.4: an ETag tells the client whether its blocks are of one representation. */
function withEtag(response: CoapResponse): CoapResponse {
  if (findOption(response.options, OPTIONS.ETAG) !== undefined) return response;
  const digest = plain(createHash('sha256').update(response.payload).digest()).subarray(0, ETAG_BYTES);
  return { ...response, options: [...response.options, { number: OPTIONS.ETAG, value: digest }] };
}
