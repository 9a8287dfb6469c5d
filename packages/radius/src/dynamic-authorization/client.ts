/**
 * Putting a session out, or changing what it may do (RFC 5176): the Dynamic Authorization Client, without sockets. A request is
 * sent until it is acknowledged or refused, or there is no use in going on.
 */

import type { SallyportError, Secret } from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import type { Counters } from '../counters.ts';
import { ATTRIBUTES } from '../dictionary/standard.ts';
import { errorCauseName } from '../dictionary/values.ts';
import { fail } from '../errors.ts';
import { HiddenAttribute, type OutgoingAttribute } from '../hiding/hidden-attribute.ts';
import { CODES } from '../packet/codes.ts';
import type { Attribute } from '../packet/packet.ts';
import type { VerifiedPacket } from '../packet/verified.ts';
import { Requester, type RequesterOptions, type RequesterPorts } from '../requester/requester.ts';
import { completeRetransmission, type Retransmission } from '../requester/retransmission.ts';
import type { Target } from '../requester/target.ts';
import { identifiesSession, mayDisconnect } from './identification.ts';
import { checkTimestamp, DEFAULT_WINDOW } from './timestamps.ts';

/** A NAS that takes Disconnect-Requests and CoA-Requests. */
export interface Nas {
  readonly name: string;
  /** Port 3799 by custom (RFC 5176 §2.3). */
  readonly endpoint: Endpoint;
  readonly secret: Secret;
  /** NAS-IP-Address, NAS-IPv6-Address or NAS-Identifier, as the NAS gives them itself (RFC 5176 §3). */
  readonly identification: readonly Attribute[];
}

export interface DynamicAuthorizationClientOptions extends RequesterOptions {
  /** Default: that of RFC 5080 §2.2.1. */
  readonly retransmission?: Partial<Retransmission>;
}

export interface ChangeRequest {
  /** Which session: Acct-Session-Id, Calling-Station-Id, User-Name and the like. All that are given must fit. */
  readonly session: readonly Attribute[];
  /** With a CoA-Request, what is to change; with a Disconnect-Request, what §3.6 allows besides. */
  readonly attributes?: readonly OutgoingAttribute[];
  readonly signal?: AbortSignal;
}

export interface ChangeAnswer {
  /** ACK, or NAK. */
  readonly isDone: boolean;
  /** Why not, if the NAS says so: one of `ERROR_CAUSES`. */
  readonly errorCause: number | undefined;
  /** The same in words. */
  readonly reason: string | undefined;
  readonly attributes: readonly Attribute[];
}

export class DynamicAuthorizationClient {
  readonly #ports: RequesterPorts;
  readonly #requester: Requester;
  readonly #retransmission: Retransmission;

  /** @throws E_RADIUS_ARGUMENT */
  constructor(options: DynamicAuthorizationClientOptions, ports: RequesterPorts) {
    this.#ports = ports;
    this.#requester = new Requester(options, ports);
    this.#retransmission = completeRetransmission(options.retransmission);
  }

  get counters(): Counters {
    return this.#requester.counters;
  }

  get outstanding(): number {
    return this.#requester.outstanding;
  }

  /**
   * Has the NAS end the sessions that fit.
   * @throws E_RADIUS_NO_RESPONSE when it was never acknowledged nor refused, E_RADIUS_ARGUMENT for attributes that RFC 5176 §3.6
   * does not allow or a request that means no session, E_RADIUS_BUSY, E_RADIUS_CANCELLED, E_RADIUS_CLOSED, E_RADIUS_PACKET_SIZE
   */
  disconnect(nas: Nas, request: ChangeRequest): Promise<ChangeAnswer> {
    return this.#send(CODES.DISCONNECT_REQUEST, nas, request);
  }

  /** Has the NAS change what the sessions that fit may do; all of it, or nothing. @throws what {@link disconnect} does */
  change(nas: Nas, request: ChangeRequest): Promise<ChangeAnswer> {
    return this.#send(CODES.COA_REQUEST, nas, request);
  }

  /** A packet came by `path`. Never throws for what a peer sent; gives why it was discarded. */
  receive(packet: Uint8Array, from: Endpoint, path: string): SallyportError | undefined {
    return this.#requester.receive(packet, from, path);
  }

  /** Ends everything; what is under way fails with E_RADIUS_CLOSED. */
  close(): void {
    this.#requester.close();
  }

  async #send(code: number, nas: Nas, { session, attributes = [], signal }: ChangeRequest): Promise<ChangeAnswer> {
    if (!identifiesSession(session)) throw fail('E_RADIUS_ARGUMENT', 'nothing says which session is meant');
    const all = [
      ...nas.identification,
      ...session,
      // RFC 5176 §6.3: when it was made, so it stays the same however often it is sent.
      ...ATTRIBUTES['Event-Timestamp'].of(this.#ports.clock.now()),
      ...attributes,
    ];
    if (code === CODES.DISCONNECT_REQUEST && !all.every(isForDisconnect)) {
      throw fail('E_RADIUS_ARGUMENT', 'a Disconnect-Request only says whom it means');
    }
    // RFC 5176 §3.4 leaves Message-Authenticator in answers to the NAS; where it is, it is checked.
    const target: Target = { ...nas, requireMessageAuthenticator: false };
    const response = await this.#requester.send({
      code,
      attributes: all,
      target,
      retransmission: this.#retransmission,
      signal,
      check: ({ attributes: given }) => checkTimestamp(given, this.#ports.clock.now(), DEFAULT_WINDOW),
    });
    return answerOf(response);
  }
}

function isForDisconnect(attribute: OutgoingAttribute): boolean {
  return !(attribute instanceof HiddenAttribute) && mayDisconnect(attribute);
}

function answerOf({ code, attributes }: VerifiedPacket): ChangeAnswer {
  const errorCause = ATTRIBUTES['Error-Cause'].first(attributes);
  return {
    isDone: code === CODES.DISCONNECT_ACK || code === CODES.COA_ACK,
    errorCause,
    reason: errorCause === undefined ? undefined : errorCauseName(errorCause),
    attributes,
  };
}
