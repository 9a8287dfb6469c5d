/**
 * Requests of others (RFC 7252 §5.2): put together from their blocks, handed to the handler, and answered with what it gives.
 */

import { isSallyportError } from '@sallyport/core';
import { type Block, findBlock } from '../block/block-option.ts';
import { bodyKey } from '../block/body-key.ts';
import { RequestBodies } from '../block/request-bodies.ts';
import { type Asked, ResponseBodies } from '../block/response-bodies.ts';
import { fail, responseCodeOf } from '../errors.ts';
import type { CoapRequest, CoapResponse } from '../exchange.ts';
import type { EndpointLimits } from '../limits.ts';
import { classOf, isSuccess } from '../message/codes.ts';
import { findOption, findUint } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';
import type { Incoming, MessageLayer } from '../messaging/message-layer.ts';
import type { ActiveObserver } from '../observe/observer.ts';
import { type ObserveRequest, Observers } from '../observe/observers.ts';
import { deriveTimes, type TransmissionParameters } from '../parameters.ts';
import type { CoapPorts } from '../ports.ts';
import { errorResponse } from './error-response.ts';
import { Replies } from './replies.ts';
import { Reply, type ReplyContext } from './reply.ts';
import { type ParsedRequest, parseRequest } from './request.ts';
import { checkResponse, isSuppressed, RETRIEVALS } from './response-rules.ts';

/**
 * Gives the response, or undefined for none: a confirmable request is then acknowledged and nothing more. What it throws is answered
 * with the code that `responseCodeOf` gives.
 */
export type Handler = (request: CoapRequest) => CoapResponse | undefined | Promise<CoapResponse | undefined>;

export interface ServerOptions {
  readonly handler: Handler | undefined;
  readonly isUnderstood: (number: number) => boolean;
  /** The handler failed in a way that is answered with 5.xx, or its response could not be sent. */
  readonly failed: (error: unknown, peer: string) => void;
}

/** What is known of a request while it is worked on. */
interface Work {
  readonly reply: Reply;
  readonly parsed: ParsedRequest;
  readonly asked: Asked;
  readonly block1: Block | undefined;
  observer: ActiveObserver | undefined;
}

const REGISTER = 0;
const DEREGISTER = 1;

export class Server {
  readonly observers: Observers;
  readonly #options: ServerOptions;
  readonly #layer: MessageLayer;
  readonly #context: ReplyContext;
  readonly #limits: EndpointLimits;
  readonly #requestBodies: RequestBodies;
  readonly #responseBodies: ResponseBodies;
  readonly #replies: Replies;

  constructor(
    options: ServerOptions,
    layer: MessageLayer,
    ports: CoapPorts,
    parameters: TransmissionParameters,
    limits: EndpointLimits,
  ) {
    const { exchangeLifetime } = deriveTimes(parameters);
    this.#options = options;
    this.#layer = layer;
    this.#limits = limits;
    this.#context = {
      layer,
      ports,
      parameters,
      over: (reply) => this.#replies.delete(reply),
      failed: options.failed,
    };
    this.observers = new Observers(layer, ports, parameters, limits);
    this.#requestBodies = new RequestBodies(ports, exchangeLifetime, limits);
    this.#responseBodies = new ResponseBodies(ports, exchangeLifetime, limits);
    this.#replies = new Replies(limits);
  }

  /** Requests that are being worked on. */
  get requests(): number {
    return this.#replies.size;
  }

  /** Bodies in the middle of a transfer. */
  get transfers(): number {
    return this.#requestBodies.size + this.#responseBodies.size;
  }

  request(incoming: Incoming): void {
    const { message, multicast } = incoming;
    // RFC 7252 §8.1: a request to a group is non-confirmable.
    if (multicast && message.type === 'CON') return;
    const reply = new Reply(incoming, this.#context);
    try {
      this.#replies.add(reply);
      const work = this.#prepare(reply);
      const payload = this.#gather(work);
      if (payload !== undefined) this.#run(work, payload);
    } catch (error) {
      this.#refuse(reply, error);
    }
  }

  /** Ends what is under way for `peer`, or for everybody. */
  clear(peer?: string): void {
    this.#replies.clear(peer);
    this.observers.clear(peer);
    for (const bodies of [this.#requestBodies, this.#responseBodies]) {
      if (peer === undefined) bodies.clear();
      else bodies.forget(peer);
    }
  }

  #prepare(reply: Reply): Work {
    const { peer, message } = reply.incoming;
    const parsed = parseRequest(message, this.#options.isUnderstood);
    const asked: Asked = {
      peer,
      key: bodyKey(message.code, message.options),
      block: findBlock(parsed.options, OPTIONS.BLOCK2),
      wantsSize: findOption(parsed.options, OPTIONS.SIZE2) !== undefined,
    };
    return { reply, parsed, asked, block1: findBlock(parsed.options, OPTIONS.BLOCK1), observer: undefined };
  }

  /** The body of the request; undefined when the request is answered without the handler. */
  #gather({ reply, parsed, asked, block1 }: Work): Uint8Array | undefined {
    const { peer, message } = reply.incoming;
    const later = this.#responseBodies.next(asked);
    if (later !== undefined) {
      reply.send(later);
      return undefined;
    }
    // RFC 7959 §2.4: only what is safe is worked on again for the sake of a later block.
    if (asked.block !== undefined && asked.block.number > 0 && !RETRIEVALS.has(parsed.method)) {
      throw fail('E_COAP_BLOCK_INCOMPLETE', 'the response that this block belongs to is no longer there');
    }
    if (block1 === undefined) return message.payload;
    const announced = findUint(parsed.options, OPTIONS.SIZE1);
    const { key } = asked;
    const progress = this.#requestBodies.add({ peer, key, block: block1, payload: message.payload, announced });
    if (progress.answer !== undefined) reply.send(progress.answer);
    return progress.body;
  }

  #run(work: Work, payload: Uint8Array): void {
    const { handler } = this.#options;
    if (handler === undefined) throw fail('E_COAP_NOT_FOUND', 'there are no resources here');
    let result: ReturnType<Handler>;
    try {
      result = handler(this.#requestOf(work, payload));
    } catch (error) {
      this.#failed(work, error);
      return;
    }
    if (!(result instanceof Promise)) {
      this.#finish(work, result);
      return;
    }
    work.reply.wait();
    result.then(
      (response) => this.#finish(work, response),
      (error: unknown) => this.#failed(work, error),
    );
  }

  #requestOf(work: Work, payload: Uint8Array): CoapRequest {
    const { peer, message, multicast } = work.reply.incoming;
    return {
      ...work.parsed,
      payload,
      peer,
      multicast,
      confirmable: message.type === 'CON',
      observe: multicast ? undefined : this.#observeOf(work),
    };
  }

  #observeOf(work: Work): ObserveRequest | undefined {
    const { peer, message } = work.reply.incoming;
    const { parsed, asked } = work;
    if (!RETRIEVALS.has(parsed.method)) return undefined;
    const wish = findUint(parsed.options, OPTIONS.OBSERVE);
    // RFC 7641 §3.6.
    if (wish === DEREGISTER) this.observers.remove(peer, message.token);
    if (wish !== REGISTER) return undefined;
    // RFC 7959 §2.6: a notification brings the first block, in the size that was asked for.
    const block = asked.block && { ...asked.block, number: 0 };
    const divide = (response: CoapResponse): CoapResponse =>
      this.#responseBodies.divide(response, { ...asked, block, wantsSize: false });
    return {
      accept: (ended) => {
        if (work.reply.isOver) return undefined;
        work.observer ??= this.observers.add({ peer, token: message.token, divide }, ended);
        return work.observer;
      },
    };
  }

  #finish(work: Work, response: CoapResponse | undefined): void {
    const { reply, observer } = work;
    if (reply.isOver) return;
    try {
      this.#answer(work, response);
      if (response === undefined || !isSuccess(response.code)) observer?.end();
      else observer?.begin();
    } catch (error) {
      this.#failed(work, error);
    }
  }

  #answer({ reply, parsed, asked, block1, observer }: Work, response: CoapResponse | undefined): void {
    if (response === undefined) {
      reply.send(undefined);
      return;
    }
    checkResponse(response, parsed);
    const { multicast } = reply.incoming;
    if (isSuppressed(response.code, parsed.options, multicast)) {
      reply.send(undefined);
      return;
    }
    const divided = this.#responseBodies.divide(response, asked);
    const isObserved = observer?.isActive === true && isSuccess(response.code);
    const observe = isObserved ? [observer.firstOption()] : [];
    const taken = block1 === undefined ? [] : [this.#requestBodies.acknowledge(block1)];
    reply.send({ ...divided, options: [...divided.options, ...observe, ...taken] });
  }

  #failed(work: Work, error: unknown): void {
    const { reply, observer } = work;
    observer?.end();
    if (isTroubleOfOurs(error)) this.#options.failed(error, reply.incoming.peer);
    this.#refuse(reply, error);
  }

  #refuse(reply: Reply, error: unknown): void {
    const { message, peer, multicast } = reply.incoming;
    // §5.4.1: a non-confirmable request with a critical option that is not understood is rejected, not answered.
    if (isSallyportError(error, 'E_COAP_BAD_OPTION') && message.type === 'NON') {
      this.#layer.refuse(reply.incoming);
      reply.cancel();
      return;
    }
    // Nothing is kept for what there is no room for, so nothing can be sent later.
    if (isSallyportError(error, 'E_COAP_OVERLOADED') && multicast) {
      reply.cancel();
      return;
    }
    const response = errorResponse(error, this.#limits);
    try {
      reply.send(isSuppressed(response.code, message.options, multicast) ? undefined : response);
    } catch (busy) {
      this.#options.failed(busy, peer);
      reply.cancel();
    }
  }
}

function isTroubleOfOurs(error: unknown): boolean {
  return classOf(responseCodeOf(error)) === 5;
}
