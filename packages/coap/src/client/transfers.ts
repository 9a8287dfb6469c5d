/** Requests whose body, or whose response's body, goes in blocks (RFC 7959 §2.3, §2.4, §3): one exchange for each block. */

import { concat } from '@sallyport/core';
import {
  type Block,
  blockOption,
  blockSize,
  exponentOf,
  findBlock,
  MAX_BLOCK_NUMBER,
  offsetOf,
} from '../block/block-option.ts';
import { fail } from '../errors.ts';
import type { CoapResponse } from '../exchange.ts';
import type { EndpointLimits } from '../limits.ts';
import { CODES, isSuccess, METHODS } from '../message/codes.ts';
import { NOTHING } from '../message/message.ts';
import { findOption, findUint, sameOption, uintOption } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';
import type { AskOptions, Exchanges, RequestDraft } from './exchanges.ts';

/** Of the first request only. */
const NOT_REPEATED: ReadonlySet<number> = new Set([
  OPTIONS.BLOCK1,
  OPTIONS.BLOCK2,
  OPTIONS.SIZE1,
  OPTIONS.SIZE2,
  OPTIONS.OBSERVE,
]);
/** Of one block, not of the body; with 4.13, Block1 says what would be taken. */
const OF_BLOCKS: ReadonlySet<number> = new Set([OPTIONS.BLOCK1, OPTIONS.BLOCK2, OPTIONS.SIZE2]);

export class Transfers {
  readonly #exchanges: Exchanges;
  readonly #limits: EndpointLimits;
  readonly #exponent: number;

  constructor(exchanges: Exchanges, limits: EndpointLimits) {
    this.#exchanges = exchanges;
    this.#limits = limits;
    this.#exponent = exponentOf(limits.blockBytes);
  }

  /** Rejects as {@link Exchanges.ask}, and with E_COAP_BLOCK_CHANGED, E_COAP_BLOCK_RESPONSE, E_COAP_RESPONSE_TOO_LARGE, E_COAP_MESSAGE_SIZE, E_COAP_BLOCK. */
  async request(peer: string, draft: RequestDraft, options: AskOptions): Promise<CoapResponse> {
    const response = await this.complete(peer, draft, await this.#upload(peer, draft, options), options);
    return response.code === CODES.REQUEST_ENTITY_TOO_LARGE ? response : withBody(response, response.payload);
  }

  /** Fetches the rest of a response that came with its first block. */
  async complete(peer: string, draft: RequestDraft, first: CoapResponse, options: AskOptions): Promise<CoapResponse> {
    const block = findBlock(first.options, OPTIONS.BLOCK2);
    if (block === undefined) return first;
    this.#check(first, block, 0, first);
    if (!block.more) return first;
    const parts = [first.payload];
    let length = first.payload.length;
    let exponent = Math.min(block.exponent, this.#exponent);
    for (;;) {
      const wanted: Block = { number: length / blockSize(exponent), more: false, exponent };
      const response = await this.#exchanges.ask(peer, nextRequest(draft, wanted), options);
      if (!isSuccess(response.code)) return response;
      const received = findBlock(response.options, OPTIONS.BLOCK2);
      if (received === undefined) throw fail('E_COAP_BLOCK_RESPONSE', 'a response without Block2 to a request with it');
      this.#check(response, received, length, first);
      parts.push(response.payload);
      length += response.payload.length;
      if (!received.more) return withBody(first, concat(...parts));
      exponent = Math.min(exponent, received.exponent);
    }
  }

  async #upload(peer: string, draft: RequestDraft, options: AskOptions): Promise<CoapResponse> {
    let exponent = this.#exponent;
    if (draft.payload.length <= blockSize(exponent)) {
      const response = await this.#exchanges.ask(peer, draft, options);
      const smaller = smallerSize(response, exponent);
      if (smaller === undefined || draft.payload.length <= blockSize(smaller)) return response;
      exponent = smaller;
    }
    let offset = 0;
    for (;;) {
      const block = blockAt(draft.payload, offset, exponent);
      const response = await this.#exchanges.ask(peer, partOf(draft, block), options);
      const smaller = smallerSize(response, exponent);
      if (smaller !== undefined) {
        // §2.9.3: the body is sent again from its beginning, in blocks of the size that the server takes.
        exponent = smaller;
        offset = 0;
        continue;
      }
      const taken = findBlock(response.options, OPTIONS.BLOCK1);
      if (!block.more || !isSuccess(response.code) || taken === undefined) return response;
      if (taken.number !== block.number) {
        throw fail('E_COAP_BLOCK_RESPONSE', `block ${taken.number} instead of ${block.number}`);
      }
      offset += blockSize(exponent);
      // §2.3, §2.5: the next block continues at the same place, in the size the server asks for.
      exponent = Math.min(exponent, taken.exponent);
    }
  }

  /** @throws E_COAP_BLOCK_RESPONSE, E_COAP_BLOCK_CHANGED, E_COAP_RESPONSE_TOO_LARGE */
  #check(response: CoapResponse, block: Block, expectedOffset: number, first: CoapResponse): void {
    const { payload, options } = response;
    if (offsetOf(block) !== expectedOffset) {
      throw fail('E_COAP_BLOCK_RESPONSE', `the block at ${offsetOf(block)} instead of ${expectedOffset}`);
    }
    const size = blockSize(block.exponent);
    if (block.more ? payload.length !== size : payload.length > size) {
      throw fail('E_COAP_BLOCK_RESPONSE', `a block of ${payload.length} bytes where ${size} were announced`);
    }
    if (!sameOption(findOption(options, OPTIONS.ETAG), findOption(first.options, OPTIONS.ETAG))) {
      throw fail('E_COAP_BLOCK_CHANGED', 'the ETag changed between blocks');
    }
    const announced = findUint(options, OPTIONS.SIZE2) ?? 0;
    if (Math.max(announced, expectedOffset + payload.length) > this.#limits.maxBodyBytes) {
      throw fail('E_COAP_RESPONSE_TOO_LARGE', `a body of more than ${this.#limits.maxBodyBytes} bytes`);
    }
  }
}

/** §2.9.3: 4.13 with a Block1 of a smaller size says that a body in such blocks would be taken. */
function smallerSize(response: CoapResponse, exponent: number): number | undefined {
  if (response.code !== CODES.REQUEST_ENTITY_TOO_LARGE) return undefined;
  const hint = findBlock(response.options, OPTIONS.BLOCK1)?.exponent;
  return hint !== undefined && hint < exponent ? hint : undefined;
}

/** @throws E_COAP_MESSAGE_SIZE */
function blockAt(body: Uint8Array, offset: number, exponent: number): Block {
  const size = blockSize(exponent);
  const number = offset / size;
  if (number > MAX_BLOCK_NUMBER)
    throw fail('E_COAP_MESSAGE_SIZE', `a body of ${body.length} bytes has too many blocks`);
  return { number, more: offset + size < body.length, exponent };
}

function partOf(draft: RequestDraft, block: Block): RequestDraft {
  const start = offsetOf(block);
  const size = block.number === 0 ? [uintOption(OPTIONS.SIZE1, draft.payload.length)] : [];
  return {
    code: draft.code,
    options: [...draft.options, blockOption(OPTIONS.BLOCK1, block), ...size],
    payload: draft.payload.subarray(start, start + blockSize(block.exponent)),
  };
}

/** §3.3: without the body of the request, which the server has; that of a FETCH says what is fetched (RFC 8132 §2.1). */
function nextRequest(draft: RequestDraft, wanted: Block): RequestDraft {
  const isShortFetch = draft.code === METHODS.FETCH && draft.payload.length <= blockSize(wanted.exponent);
  return {
    code: draft.code,
    options: [...draft.options.filter(({ number }) => !NOT_REPEATED.has(number)), blockOption(OPTIONS.BLOCK2, wanted)],
    payload: isShortFetch ? draft.payload : NOTHING,
  };
}

function withBody({ code, options }: CoapResponse, payload: Uint8Array): CoapResponse {
  return { code, payload, options: options.filter(({ number }) => !OF_BLOCKS.has(number)) };
}
