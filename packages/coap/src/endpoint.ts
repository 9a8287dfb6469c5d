/**
 * A CoAP endpoint (RFC 7252, RFC 7641, RFC 7959): client and server in one, over whatever carries its datagrams. It owns no socket
 * and no timer; `peer` is the transport's name for the other side, and stands for one endpoint of one security context (§5.3.2).
 */

import type { Milliseconds, SallyportError } from '@sallyport/core';
import { Deliveries } from './client/deliveries.ts';
import { type AskOptions, Exchanges, errorOf, type RequestDraft } from './client/exchanges.ts';
import { Expectations } from './client/expectations.ts';
import { type GroupListener, GroupRequests } from './client/group-requests.ts';
import { Transfers } from './client/transfers.ts';
import { fail } from './errors.ts';
import type { CoapResponse, OutgoingRequest } from './exchange.ts';
import { completeLimits, type EndpointLimits } from './limits.ts';
import { CODES, METHODS } from './message/codes.ts';
import { type Draft, NOTHING } from './message/message.ts';
import { optionName, recognize } from './message/options.ts';
import { pathOptions, queryOptions } from './message/path.ts';
import { type Incoming, MessageLayer } from './messaging/message-layer.ts';
import {
  ActiveObservation,
  type Observation,
  type ObservationContext,
  type ObservationListener,
} from './observe/observation.ts';
import { completeParameters, deriveTimes, LONGEST_SPAN, type TransmissionParameters } from './parameters.ts';
import { type CoapPorts, inPortions } from './ports.ts';
import { understanding } from './server/request.ts';
import { type Handler, Server } from './server/server.ts';

export interface EndpointOptions {
  /** Answers requests. Without one, every request is answered with 4.04. */
  readonly handler?: Handler;
  /** Further options that the handler looks at: If-Match and If-None-Match, and those that are not in the table. */
  readonly understands?: readonly number[];
  readonly parameters?: Partial<TransmissionParameters>;
  readonly limits?: Partial<EndpointLimits>;
  /** A datagram could not be read. A stranger decides how often: count, rather than log. */
  readonly dropped?: (error: SallyportError, peer: string) => void;
  /** The handler failed in a way that is answered with 5.xx, what it gave could not be sent, or the transport threw. */
  readonly failed?: (error: unknown, peer: string) => void;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

/** How much an endpoint keeps just now; each has its limit. */
export interface EndpointLoad {
  readonly duplicates: number;
  readonly transmissions: number;
  readonly exchanges: number;
  readonly requests: number;
  readonly observers: number;
  readonly transfers: number;
}

export class CoapEndpoint {
  readonly #layer: MessageLayer;
  readonly #server: Server;
  readonly #expectations: Expectations;
  readonly #exchanges: Exchanges;
  readonly #transfers: Transfers;
  readonly #deliveries: Deliveries;
  readonly #groupRequests: GroupRequests;
  readonly #observing: ObservationContext;
  readonly #isUnderstood: (number: number) => boolean;
  #isClosed = false;

  /** @throws E_COAP_ARGUMENT */
  constructor(options: EndpointOptions, given: CoapPorts) {
    const parameters = completeParameters(options.parameters);
    const limits = completeLimits(options.limits);
    const failed = options.failed ?? (() => undefined);
    const times = deriveTimes(parameters);
    const transmit = sparing(given.transmit, failed);
    const ports = { ...given, random: inPortions(given.random), transmit };
    this.#isUnderstood = understanding(options.understands);
    this.#expectations = new Expectations(ports, parameters.tokenLength, limits);
    this.#layer = new MessageLayer(ports, parameters, limits, {
      request: (incoming) => this.#server.request(incoming),
      response: (incoming) => this.#respond(incoming),
      reset: (peer, messageId) => this.#server.observers.reset(peer, messageId),
      dropped: options.dropped ?? (() => undefined),
    });
    const isUnderstood = this.#isUnderstood;
    this.#server = new Server(
      { handler: options.handler, isUnderstood, failed },
      this.#layer,
      ports,
      parameters,
      limits,
    );
    this.#exchanges = new Exchanges(this.#layer, this.#expectations, ports, times);
    this.#transfers = new Transfers(this.#exchanges, limits);
    this.#deliveries = new Deliveries(this.#layer);
    this.#groupRequests = new GroupRequests(this.#layer, this.#expectations, ports);
    this.#observing = {
      layer: this.#layer,
      expectations: this.#expectations,
      transfers: this.#transfers,
      ports,
      times,
    };
  }

  get load(): EndpointLoad {
    return {
      duplicates: this.#layer.duplicates,
      transmissions: this.#layer.transmissions,
      exchanges: this.#expectations.size,
      requests: this.#server.requests,
      observers: this.#server.observers.size,
      transfers: this.#server.transfers,
    };
  }

  /** A datagram came from `peer`; `multicast` when it was sent to a group. Never throws for what a peer sent. */
  receive(datagram: Uint8Array, peer: string, how: { readonly multicast?: boolean } = {}): void {
    if (!this.#isClosed) this.#layer.receive(datagram, peer, how.multicast === true);
  }

  /**
   * Makes a request and gives its response, whatever its code; bodies go in blocks where they are long.
   * @throws E_COAP_TIMEOUT, E_COAP_RESET, E_COAP_BAD_OPTION, E_COAP_BUSY, E_COAP_CANCELLED, E_COAP_PEER_GONE, E_COAP_CLOSED,
   * E_COAP_BLOCK, E_COAP_BLOCK_CHANGED, E_COAP_BLOCK_RESPONSE, E_COAP_RESPONSE_TOO_LARGE, E_COAP_MESSAGE_SIZE, E_COAP_ARGUMENT
   */
  async request(peer: string, request: OutgoingRequest, options: RequestOptions = {}): Promise<CoapResponse> {
    this.#checkOpen();
    const draft = draftOf(request);
    const how = howOf(request, options);
    return request.blockwise === false
      ? this.#exchanges.ask(peer, draft, how)
      : this.#transfers.request(peer, draft, how);
  }

  /**
   * Sends a non-confirmable request that no response is wanted to. With `multicast`, `peer` is a group.
   * @throws E_COAP_BUSY, E_COAP_ARGUMENT, E_COAP_CLOSED
   */
  notify(peer: string, request: OutgoingRequest, how: { readonly multicast?: boolean } = {}): void {
    this.#checkOpen();
    this.#layer.sendAndForget(peer, { ...draftOf(request), token: NOTHING }, how.multicast === true);
  }

  /**
   * Sends a confirmable request; resolves when the peer has acknowledged it, with or without a response.
   * @throws E_COAP_TIMEOUT, E_COAP_RESET, E_COAP_BUSY, E_COAP_CANCELLED, E_COAP_PEER_GONE, E_COAP_CLOSED, E_COAP_ARGUMENT
   */
  async send(peer: string, request: OutgoingRequest, options: RequestOptions = {}): Promise<void> {
    this.#checkOpen();
    const outcome = await this.#deliveries.send(peer, { ...draftOf(request), token: NOTHING }, options.signal);
    const error = errorOf(outcome);
    if (error !== undefined) throw error;
  }

  /**
   * Asks whether somebody is there: an Empty confirmable message, which a Reset answers (RFC 7252 §4.3).
   * @throws E_COAP_TIMEOUT, E_COAP_BUSY, E_COAP_CANCELLED, E_COAP_PEER_GONE, E_COAP_CLOSED
   */
  async ping(peer: string, options: RequestOptions = {}): Promise<void> {
    this.#checkOpen();
    const draft: Draft = { code: CODES.EMPTY, token: NOTHING, options: [], payload: NOTHING };
    const outcome = await this.#deliveries.send(peer, draft, options.signal);
    const error = outcome === 'reset' ? undefined : errorOf(outcome);
    if (error !== undefined) throw error;
  }

  /**
   * Asks to be told of changes of a resource (RFC 7641 §3); resolves with its first state. When the server takes no observers, that
   * is all, and the observation is not active. `options.signal` ends the observation at any time.
   * @throws what {@link request} does
   */
  async observe(
    peer: string,
    request: OutgoingRequest & { readonly method?: 'GET' | 'FETCH' },
    listener: ObservationListener,
    options: RequestOptions = {},
  ): Promise<Observation> {
    this.#checkOpen();
    const draft = draftOf(request);
    const observation = new ActiveObservation(this.#observing, peer, draft, howOf(request, options), listener);
    const response = await observation.first;
    return {
      response,
      get isActive() {
        return observation.isActive;
      },
      cancel: () => observation.cancel(),
    };
  }

  /**
   * Asks a group, and waits `span` milliseconds for the responses of its members (RFC 7252 §8); the function it gives ends that
   * before.
   * @throws E_COAP_BUSY, E_COAP_ARGUMENT, E_COAP_CLOSED
   */
  requestGroup(group: string, request: OutgoingRequest, span: Milliseconds, listener: GroupListener): () => void {
    this.#checkOpen();
    return this.#groupRequests.ask(group, draftOf(request), span, listener);
  }

  /** The way to `peer` is gone: what is under way to it fails with E_COAP_PEER_GONE, and what was known of it is forgotten. */
  forget(peer: string): void {
    this.#layer.forget(peer);
    this.#end(fail('E_COAP_PEER_GONE', 'the way to the peer is gone'), peer);
  }

  /** Ends everything; what is under way fails with E_COAP_CLOSED. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#layer.close();
    this.#end(fail('E_COAP_CLOSED', 'the endpoint was closed'), undefined);
  }

  #end(error: SallyportError, peer: string | undefined): void {
    this.#expectations.failAll(error, peer);
    this.#deliveries.failAll(error, peer);
    this.#server.clear(peer);
  }

  /** Gives whether the response was expected and could be understood. */
  #respond({ peer, message }: Incoming): boolean {
    const expectation = this.#expectations.find(peer, message.token);
    if (expectation === undefined) return false;
    const { recognized, unknownCritical } = recognize(message.options, this.#isUnderstood);
    const [unknown] = unknownCritical;
    // RFC 7252 §5.4.1: the response is rejected; the request will not get another one.
    if (unknown !== undefined) {
      expectation.failed(fail('E_COAP_BAD_OPTION', `the response has ${optionName(unknown.number)}`));
      return false;
    }
    expectation.response({ code: message.code, payload: message.payload, options: recognized }, peer);
    return true;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw fail('E_COAP_CLOSED', 'the endpoint was closed');
  }
}

/** A transport that fails has lost the datagram: the protocol sends it again, or not, as when the network loses one. */
function sparing(
  transmit: CoapPorts['transmit'],
  failed: (error: unknown, peer: string) => void,
): CoapPorts['transmit'] {
  return (datagram, peer) => {
    try {
      transmit(datagram, peer);
    } catch (error) {
      failed(error, peer);
    }
  };
}

/** @throws E_COAP_ARGUMENT */
function howOf({ confirmable, timeout }: OutgoingRequest, { signal }: RequestOptions): AskOptions {
  if (timeout !== undefined && !(timeout >= 0 && timeout <= LONGEST_SPAN)) {
    throw fail('E_COAP_ARGUMENT', `a timeout is from 0 to ${LONGEST_SPAN} milliseconds`);
  }
  return { confirmable, timeout, signal };
}

function draftOf({ method, path, query = [], payload = NOTHING, options = [] }: OutgoingRequest): RequestDraft {
  return { code: METHODS[method], options: [...pathOptions(path), ...queryOptions(query), ...options], payload };
}
