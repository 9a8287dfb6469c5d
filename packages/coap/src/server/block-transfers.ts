/** The block-wise side of a server (RFC 7959): bodies that come in blocks, and responses that go in them. */

import type { Milliseconds } from '@sallyport/core';
import { type Block, findBlock } from '../block/block-option.ts';
import { bodyKey } from '../block/body-key.ts';
import { RequestBodies, type RequestProgress } from '../block/request-bodies.ts';
import { type Asked, ResponseBodies } from '../block/response-bodies.ts';
import { fail } from '../errors.ts';
import type { CoapResponse } from '../exchange.ts';
import type { EndpointLimits } from '../limits.ts';
import { findOption, findUint } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';
import type { Incoming } from '../messaging/message-layer.ts';
import type { CoapPorts } from '../ports.ts';
import type { ParsedRequest } from './request.ts';
import { RETRIEVALS } from './response-rules.ts';

/** What a request says of blocks. */
export interface BlockWish {
  readonly asked: Asked;
  /** Block1: which part of the body it brings. */
  readonly block1: Block | undefined;
}

export class BlockTransfers {
  readonly #requests: RequestBodies;
  readonly #responses: ResponseBodies;

  constructor(ports: CoapPorts, lifetime: Milliseconds, limits: EndpointLimits) {
    this.#requests = new RequestBodies(ports, lifetime, limits);
    this.#responses = new ResponseBodies(ports, lifetime, limits);
  }

  /** Bodies in the middle of a transfer. */
  get size(): number {
    return this.#requests.size + this.#responses.size;
  }

  /** @throws E_COAP_BLOCK */
  wishOf({ peer, message }: Incoming, { options }: ParsedRequest): BlockWish {
    const asked: Asked = {
      peer,
      key: bodyKey(message.code, message.options),
      block: findBlock(options, OPTIONS.BLOCK2),
      wantsSize: findOption(options, OPTIONS.SIZE2) !== undefined,
    };
    return { asked, block1: findBlock(options, OPTIONS.BLOCK1) };
  }

  /**
   * The body of the request once it is whole, or what it is answered with in the meantime.
   * @throws E_COAP_BLOCK, E_COAP_BLOCK_INCOMPLETE, E_COAP_BODY_TOO_LARGE
   */
  gather({ peer, message }: Incoming, parsed: ParsedRequest, { asked, block1 }: BlockWish): RequestProgress {
    const later = this.#responses.next(asked);
    if (later !== undefined) return { answer: later };
    // RFC 7959 §2.4: only what is safe is worked on again for the sake of a later block.
    if (asked.block !== undefined && asked.block.number > 0 && !RETRIEVALS.has(parsed.method)) {
      throw fail('E_COAP_BLOCK_INCOMPLETE', 'the response that this block belongs to is no longer there');
    }
    if (block1 === undefined) return { body: message.payload };
    const announced = findUint(parsed.options, OPTIONS.SIZE1);
    return this.#requests.add({ peer, key: asked.key, block: block1, payload: message.payload, announced });
  }

  /**
   * The response as it leaves, with the block that was asked for and the one that was taken.
   * @throws E_COAP_BLOCK
   */
  divide(response: CoapResponse, { asked, block1 }: BlockWish): CoapResponse {
    const divided = this.#responses.divide(response, asked);
    if (block1 === undefined) return divided;
    return { ...divided, options: [...divided.options, this.#requests.acknowledge(block1)] };
  }

  /** §2.6: a notification brings the first block, in the size that the registration asked for. */
  divideNotification(response: CoapResponse, { asked }: BlockWish): CoapResponse {
    const block = asked.block && { ...asked.block, number: 0 };
    return this.#responses.divide(response, { ...asked, block, wantsSize: false });
  }

  /** Of one peer, or of all. */
  clear(peer?: string): void {
    for (const bodies of [this.#requests, this.#responses]) {
      if (peer === undefined) bodies.clear();
      else bodies.forget(peer);
    }
  }
}
