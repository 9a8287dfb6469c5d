/**
 * Requests and their responses (RFC 2865 §2.5, RFC 5080 §2.2): identifiers, retransmission, and checking of what comes back. The
 * first response that is genuine counts; everything else is discarded without a sound, and counted.
 */

import { type Clock, isSallyportError, type Random, type SallyportError, type Timer } from '@sallyport/core';
import { canonicalAddress, type Endpoint } from '../address.ts';
import { Counters } from '../counters.ts';
import { fail } from '../errors.ts';
import { CODES, codeName } from '../packet/codes.ts';
import { decodePacket } from '../packet/decode.ts';
import type { Packet } from '../packet/packet.ts';
import { type SealedRequest, sealRequest } from '../packet/seal.ts';
import type { VerifiedPacket } from '../packet/verified.ts';
import { verifyResponse } from '../packet/verify.ts';
import { Exchange, type OutgoingRequest } from './exchange.ts';
import { Identifiers } from './identifiers.ts';
import type { Route } from './target.ts';

export interface RequesterPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** Sends a packet. Over a stream it throws when there is no connection. */
  readonly transmit: (packet: Uint8Array, route: Route) => void;
}

export interface RequesterOptions {
  /** Sockets for datagrams; each can have 256 requests under way. Default 4. */
  readonly maxSockets?: number;
  /** A packet was discarded. A stranger decides how often: count, rather than log. */
  readonly discarded?: (error: SallyportError, from: Endpoint) => void;
}

/** RFC 6613 §2.6.5: on a connection, the identifier of the watchdog. */
const WATCHDOG_IDENTIFIER = 0;
const DEFAULT_SOCKETS = 4;

export class Requester {
  readonly #ports: RequesterPorts;
  readonly #options: RequesterOptions;
  readonly #sockets: readonly string[];
  readonly #identifiers = new Map<string, Identifiers>();
  readonly #exchanges = new Map<string, Exchange>();
  readonly #counters = new Counters();
  #isClosed = false;

  /** @throws E_RADIUS_ARGUMENT */
  constructor(options: RequesterOptions, ports: RequesterPorts) {
    const { maxSockets = DEFAULT_SOCKETS } = options;
    if (!Number.isInteger(maxSockets) || maxSockets < 1) throw fail('E_RADIUS_ARGUMENT', 'at least one socket');
    this.#options = options;
    this.#ports = ports;
    this.#sockets = Array.from({ length: maxSockets }, (_, at) => `socket ${at}`);
  }

  /** Packets sent and taken by the name of their code, `retransmitted`, and discarded ones by error code. */
  get counters(): Counters {
    return this.#counters;
  }

  /** Requests that wait for their response. */
  get outstanding(): number {
    return this.#exchanges.size;
  }

  /**
   * Sends a request, and again as told; gives its genuine response.
   * @throws E_RADIUS_NO_RESPONSE, E_RADIUS_BUSY, E_RADIUS_CANCELLED, E_RADIUS_CLOSED, E_RADIUS_CONNECTION, E_RADIUS_ARGUMENT,
   * E_RADIUS_PACKET_SIZE
   */
  async send(request: OutgoingRequest): Promise<VerifiedPacket> {
    if (this.#isClosed) throw fail('E_RADIUS_CLOSED', 'closed');
    if (request.signal?.aborted) throw fail('E_RADIUS_CANCELLED', 'cancelled before it was sent');
    const { code, attributes, target } = request;
    const { path, identifier } = this.#allocate(request);
    try {
      const sealed = sealRequest({ code, identifier, attributes, secret: target.secret }, this.#ports.random);
      return await this.#exchange(request, sealed, { path, to: target.endpoint }, keyOf(path, identifier));
    } finally {
      this.#release(path, identifier);
    }
  }

  /** A packet came by `path`. Never throws for what a peer sent; gives why it was discarded. */
  receive(packet: Uint8Array, from: Endpoint, path: string): SallyportError | undefined {
    if (this.#isClosed) return undefined;
    try {
      this.#respond(decodePacket(packet), from, path);
      return undefined;
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      this.#counters.count(error.code);
      this.#options.discarded?.(error, from);
      return error;
    }
  }

  /** A connection is gone: what was asked over it fails with `error`. */
  fail(path: string, error: SallyportError): void {
    for (const exchange of [...this.#exchanges.values()]) if (exchange.route.path === path) exchange.settle(error);
  }

  /** Ends everything; what is under way fails with E_RADIUS_CLOSED. */
  close(): void {
    this.#isClosed = true;
    for (const exchange of [...this.#exchanges.values()]) exchange.settle(fail('E_RADIUS_CLOSED', 'closed'));
  }

  #exchange(request: OutgoingRequest, sealed: SealedRequest, route: Route, key: string): Promise<VerifiedPacket> {
    const { name } = request.target;
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(request, sealed, route, this.#ports, {
        sent: (isRepeated) => this.#counters.count(isRepeated ? 'retransmitted' : codeName(request.code), name),
        ended: (outcome) => {
          this.#exchanges.delete(key);
          this.#counters.count(isSallyportError(outcome) ? outcome.code : codeName(outcome.code), name);
          if (isSallyportError(outcome)) reject(outcome);
          else resolve(outcome);
        },
      });
      this.#exchanges.set(key, exchange);
      exchange.start();
    });
  }

  #respond(packet: Packet, from: Endpoint, path: string): void {
    const exchange = this.#exchanges.get(keyOf(path, packet.identifier));
    if (exchange === undefined) throw fail('E_RADIUS_UNEXPECTED_RESPONSE', 'nothing with this identifier was asked');
    try {
      exchange.settle(checked(packet, from, exchange));
    } catch (error) {
      if (isSallyportError(error)) exchange.lastDiscard = error.code;
      throw error;
    }
  }

  #allocate({ code, target }: OutgoingRequest): { readonly path: string; readonly identifier: number } {
    const { stream } = target;
    if (stream !== undefined && code === CODES.STATUS_SERVER) {
      if (this.#exchanges.has(keyOf(stream, WATCHDOG_IDENTIFIER))) {
        throw fail('E_RADIUS_BUSY', 'a Status-Server is under way on this connection');
      }
      return { path: stream, identifier: WATCHDOG_IDENTIFIER };
    }
    for (const path of stream === undefined ? this.#sockets : [stream]) {
      const identifier = this.#identifiersOf(path, stream !== undefined).take();
      if (identifier !== undefined) return { path, identifier };
    }
    throw fail('E_RADIUS_BUSY', 'all identifiers are in use');
  }

  #identifiersOf(path: string, isStream: boolean): Identifiers {
    let identifiers = this.#identifiers.get(path);
    if (identifiers === undefined) {
      const [first = 0] = this.#ports.random.bytes(1);
      identifiers = new Identifiers(first, isStream ? [WATCHDOG_IDENTIFIER] : []);
      this.#identifiers.set(path, identifiers);
    }
    return identifiers;
  }

  #release(path: string, identifier: number): void {
    const isWatchdog = identifier === WATCHDOG_IDENTIFIER && !this.#sockets.includes(path);
    if (!isWatchdog) this.#identifiers.get(path)?.release(identifier);
  }
}

/** @throws what discards the response */
function checked(packet: Packet, from: Endpoint, { request, sealed }: Exchange): VerifiedPacket {
  const { target, code } = request;
  if (target.stream === undefined && !isSame(from, target.endpoint)) {
    throw fail('E_RADIUS_UNEXPECTED_SOURCE', `${target.name} was asked, and somebody else answered`);
  }
  const response = verifyResponse(packet, {
    secret: target.secret,
    requireMessageAuthenticator: target.requireMessageAuthenticator,
    requestCode: code,
    requestAuthenticator: sealed.authenticator,
  });
  const error = request.check?.(response);
  if (error !== undefined) throw error;
  return response;
}

function keyOf(path: string, identifier: number): string {
  return `${path}|${identifier}`;
}

function isSame(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && canonicalAddress(a.address) === canonicalAddress(b.address);
}
