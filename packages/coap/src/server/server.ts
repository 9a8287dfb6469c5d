/**
 * Requests of others (RFC 7252 §5.2): put together from their blocks, handed to the handler, and answered with what it gives.
 */

import { isSallyportError } from '@sallyport/core';
import { fail, responseCodeOf } from '../errors.ts';
import type { CoapRequest, CoapResponse } from '../exchange.ts';
import type { EndpointLimits } from '../limits.ts';
import { classOf, isSuccess } from '../message/codes.ts';
import { findUint } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';
import type { Incoming, MessageLayer } from '../messaging/message-layer.ts';
import type { ActiveObserver } from '../observe/observer.ts';
import { type ObserveRequest, Observers } from '../observe/observers.ts';
import { deriveTimes, type TransmissionParameters } from '../parameters.ts';
import type { CoapPorts } from '../ports.ts';
import { BlockTransfers, type BlockWish } from './block-transfers.ts';
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
  readonly wish: BlockWish;
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
  readonly #blocks: BlockTransfers;
  readonly #replies: Replies;

  constructor(
    options: ServerOptions,
    layer: MessageLayer,
    ports: CoapPorts,
    parameters: TransmissionParameters,
    limits: EndpointLimits,
  ) {
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
    this.#blocks = new BlockTransfers(ports, deriveTimes(parameters).exchangeLifetime, limits);
    this.#replies = new Replies(limits);
  }

  /** Requests that are being worked on. */
  get requests(): number {
    return this.#replies.size;
  }

  /** Bodies in the middle of a transfer. */
  get transfers(): number {
    return this.#blocks.size;
  }

  request(incoming: Incoming): void {
    const { message, multicast } = incoming;
    // RFC 7252 §8.1: a request to a group is non-confirmable.
    if (multicast && message.type === 'CON') return;
    const reply = new Reply(incoming, this.#context);
    try {
      this.#replies.add(reply);
      const parsed = parseRequest(message, this.#options.isUnderstood);
      const wish = this.#blocks.wishOf(incoming, parsed);
      const { body, answer } = this.#blocks.gather(incoming, parsed, wish);
      if (body === undefined) reply.send(answer);
      else this.#run({ reply, parsed, wish, observer: undefined }, body);
    } catch (error) {
      if (!isSallyportError(error)) this.#options.failed(error, incoming.peer);
      this.#refuse(reply, error);
    }
  }

  /** Ends what is under way for `peer`, or for everybody. */
  clear(peer?: string): void {
    this.#replies.clear(peer);
    this.observers.clear(peer);
    this.#blocks.clear(peer);
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
    const { parsed, wish } = work;
    if (!RETRIEVALS.has(parsed.method)) return undefined;
    const action = findUint(parsed.options, OPTIONS.OBSERVE);
    // RFC 7641 §3.6.
    if (action === DEREGISTER) this.observers.remove(peer, message.token);
    if (action !== REGISTER) return undefined;
    const divide = (response: CoapResponse): CoapResponse => this.#blocks.divideNotification(response, wish);
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

  #answer({ reply, parsed, wish, observer }: Work, response: CoapResponse | undefined): void {
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
    const divided = this.#blocks.divide(response, wish);
    const isObserved = observer?.isActive === true && isSuccess(response.code);
    const observe = isObserved ? [observer.firstOption()] : [];
    reply.send({ ...divided, options: [...divided.options, ...observe] });
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
