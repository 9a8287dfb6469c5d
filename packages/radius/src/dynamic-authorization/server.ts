/**
 * The NAS's side of RFC 5176, without sockets: the Dynamic Authorization Server. It checks who asks, when it was asked and whether
 * the request keeps to §3; what to do with the session is the handler's affair.
 */

import {
  type Clock,
  isSallyportError,
  type Milliseconds,
  type Random,
  type SallyportError,
  toHex,
} from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import { Counters } from '../counters.ts';
import { ATTRIBUTES } from '../dictionary/standard.ts';
import { ERROR_CAUSES, SERVICE_TYPES } from '../dictionary/values.ts';
import { fail } from '../errors.ts';
import type { OutgoingAttribute } from '../hiding/hidden-attribute.ts';
import { CODES, codeName } from '../packet/codes.ts';
import { decodePacket } from '../packet/decode.ts';
import { type Attribute, DEFAULT_MAX_ATTRIBUTES } from '../packet/packet.ts';
import { sealResponse } from '../packet/seal.ts';
import type { VerifiedPacket } from '../packet/verified.ts';
import { verifyRequest } from '../packet/verify.ts';
import { type ClientSettings, type KnownClient, KnownClients } from '../server/known-clients.ts';
import { identifiesSession, mayAuthorizeOnly, mayDisconnect, NAS_IDENTIFICATION } from './identification.ts';
import { isSameEndpoint, ReplayCache, type SeenRequest } from './replay-cache.ts';
import { checkTimestamp, DEFAULT_WINDOW } from './timestamps.ts';

export interface ChangeOrder {
  readonly kind: 'disconnect' | 'change';
  /** The name of the known client. */
  readonly client: string;
  readonly attributes: readonly Attribute[];
  /** Asks for a new Access-Request with its State instead of saying what to change (§3.2). */
  readonly isAuthorizeOnly: boolean;
}

/** `errorCause` of a refusal is one of `ERROR_CAUSES`; with 507 (request initiated) a NAS takes an Authorize-Only order (§3.2). */
export type ChangeOutcome =
  | { readonly isDone: true; readonly errorCause?: number }
  | { readonly isDone: false; readonly errorCause: number };

export interface DynamicAuthorizationServerOptions {
  readonly clients: readonly ClientSettings[];
  /** What the NAS calls itself: a request that names another is refused (§3). */
  readonly identification: readonly Attribute[];
  /** Acts on all sessions that fit, or on none (§2.3). An error is answered with "resources unavailable". */
  readonly handle: (order: ChangeOrder) => ChangeOutcome | Promise<ChangeOutcome>;
  /** Refuses requests without Event-Timestamp, which could be replayed at any time. Default true. */
  readonly requireEventTimestamp?: boolean;
  /** Default 300 s (§6.3). */
  readonly window?: Milliseconds;
  /** Requests within the window. Default 4096; more are discarded. */
  readonly maxRequests?: number;
  readonly discarded?: (error: SallyportError, from: Endpoint) => void;
  /** The handler threw. */
  readonly failed?: (error: unknown) => void;
}

export interface DynamicAuthorizationServerPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly transmit: (packet: Uint8Array, to: Endpoint) => void;
}

interface Incoming {
  readonly packet: VerifiedPacket;
  readonly client: KnownClient;
  readonly from: Endpoint;
}

const DEFAULT_MAX_REQUESTS = 4096;
const STATE = 24;
const PROXY_STATE = 33;

export class DynamicAuthorizationServer {
  readonly #options: DynamicAuthorizationServerOptions;
  readonly #ports: DynamicAuthorizationServerPorts;
  readonly #clients: KnownClients;
  readonly #window: Milliseconds;
  readonly #seen: ReplayCache;
  readonly #counters = new Counters();

  /** @throws E_RADIUS_ARGUMENT */
  constructor(options: DynamicAuthorizationServerOptions, ports: DynamicAuthorizationServerPorts) {
    const { window = DEFAULT_WINDOW, maxRequests = DEFAULT_MAX_REQUESTS } = options;
    if (!(window > 0) || !Number.isInteger(maxRequests) || maxRequests < 1) {
      throw fail('E_RADIUS_ARGUMENT', 'a window and a limit are above zero');
    }
    this.#options = options;
    this.#ports = ports;
    this.#window = window;
    // RFC 5176 §3.4 leaves Message-Authenticator to the client; the Request Authenticator covers the packet already.
    this.#clients = new KnownClients(
      options.clients.map((client) => ({ requireMessageAuthenticator: false, ...client })),
    );
    // A timestamp may lie a window ahead: then it is current for two.
    this.#seen = new ReplayCache(ports.clock, 2 * window, maxRequests);
  }

  get counters(): Counters {
    return this.#counters;
  }

  /** A packet came. Never throws for what a peer sent; gives why it was discarded. */
  receive(datagram: Uint8Array, from: Endpoint): SallyportError | undefined {
    const client = this.#clients.find(from.address);
    try {
      if (client === undefined) throw fail('E_RADIUS_UNKNOWN_CLIENT', 'the address is not one of a known client');
      const packet = verifyRequest(decodePacket(datagram, DEFAULT_MAX_ATTRIBUTES), client);
      if (packet.code !== CODES.DISCONNECT_REQUEST && packet.code !== CODES.COA_REQUEST) {
        throw fail('E_RADIUS_CODE', `${codeName(packet.code)} is not taken here`);
      }
      this.#checkTime(packet);
      this.#counters.count(codeName(packet.code), client.name);
      this.#take({ packet, client, from });
      return undefined;
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      this.#counters.count(error.code, client?.name);
      this.#options.discarded?.(error, from);
      return error;
    }
  }

  #checkTime({ attributes }: VerifiedPacket): void {
    const { requireEventTimestamp = true } = this.#options;
    if (requireEventTimestamp && !ATTRIBUTES['Event-Timestamp'].isIn(attributes)) {
      throw fail('E_RADIUS_EVENT_TIMESTAMP_MISSING', 'no Event-Timestamp');
    }
    const error = checkTimestamp(attributes, this.#ports.clock.now(), this.#window);
    if (error !== undefined) throw error;
  }

  #take(incoming: Incoming): void {
    const { packet, client, from } = incoming;
    const key = `${client.name}|${toHex(packet.authenticator)}`;
    const earlier = this.#seen.find(key);
    if (earlier !== undefined) {
      this.#repeat(earlier, incoming);
      return;
    }
    const seen = this.#seen.remember(key, from);
    if (seen === undefined) throw fail('E_RADIUS_OVERLOADED', 'too many requests within the window');
    void this.#work(incoming, seen);
  }

  #repeat({ answer, from }: SeenRequest, incoming: Incoming): void {
    if (!isSameEndpoint(from, incoming.from)) throw fail('E_RADIUS_REPLAY', 'this request came from elsewhere before');
    if (answer === undefined) throw fail('E_RADIUS_IN_PROGRESS', 'the request is being worked on');
    this.#counters.count('repeated', incoming.client.name);
    this.#ports.transmit(answer, incoming.from);
  }

  /** Never rejects. */
  async #work(incoming: Incoming, seen: SeenRequest): Promise<void> {
    const { packet, client, from } = incoming;
    const order: ChangeOrder = {
      kind: packet.code === CODES.DISCONNECT_REQUEST ? 'disconnect' : 'change',
      client: client.name,
      attributes: packet.attributes,
      isAuthorizeOnly: ATTRIBUTES['Service-Type'].first(packet.attributes) === SERVICE_TYPES.AUTHORIZE_ONLY,
    };
    const errorCause = fault(order, this.#options.identification);
    const outcome = errorCause === undefined ? await this.#handle(order) : { isDone: false, errorCause };
    try {
      seen.answer = this.#answer(incoming, order, outcome);
      this.#counters.count(codeName(seen.answer[0] ?? 0), client.name);
      this.#ports.transmit(seen.answer, from);
    } catch (error) {
      // As if the network had lost it: a retransmission is answered.
      this.#options.failed?.(error);
    }
  }

  async #handle(order: ChangeOrder): Promise<ChangeOutcome> {
    try {
      const outcome = await this.#options.handle(order);
      // §3.2: an Authorize-Only order is never acknowledged.
      if (order.isAuthorizeOnly && outcome.isDone) return { isDone: false, errorCause: ERROR_CAUSES.REQUEST_INITIATED };
      return outcome;
    } catch (error) {
      this.#options.failed?.(error);
      return { isDone: false, errorCause: ERROR_CAUSES.RESOURCES_UNAVAILABLE };
    }
  }

  #answer({ packet, client }: Incoming, order: ChangeOrder, { isDone, errorCause }: Outcome): Uint8Array {
    const [ack, nak] =
      order.kind === 'disconnect' ? [CODES.DISCONNECT_ACK, CODES.DISCONNECT_NAK] : [CODES.COA_ACK, CODES.COA_NAK];
    const attributes: OutgoingAttribute[] = [
      ...(errorCause === undefined ? [] : ATTRIBUTES['Error-Cause'].of(errorCause)),
      ...(order.isAuthorizeOnly && errorCause === ERROR_CAUSES.REQUEST_INITIATED
        ? ATTRIBUTES['Service-Type'].of(SERVICE_TYPES.AUTHORIZE_ONLY)
        : []),
      ...ATTRIBUTES['Event-Timestamp'].of(this.#ports.clock.now()),
      // §3.1, §3.3: both go back unchanged.
      ...packet.attributes.filter(({ type }) => type === PROXY_STATE || (type === STATE && order.kind === 'change')),
    ];
    const draft = { code: isDone ? ack : nak, request: packet, attributes, secret: client.secret };
    return sealResponse(draft, this.#ports.random);
  }
}

type Outcome = { readonly isDone: boolean; readonly errorCause?: number | undefined };

/** What is wrong with an order whoever looks at it (§2.3, §3, §3.2): an Error-Cause. */
function fault(
  { kind, attributes, isAuthorizeOnly }: ChangeOrder,
  identification: readonly Attribute[],
): number | undefined {
  if (!isMeant(attributes, identification)) return ERROR_CAUSES.NAS_IDENTIFICATION_MISMATCH;
  if (kind === 'disconnect' && !attributes.every(mayDisconnect)) return ERROR_CAUSES.UNSUPPORTED_ATTRIBUTE;
  if (isAuthorizeOnly && !attributes.every(mayAuthorizeOnly)) return ERROR_CAUSES.UNSUPPORTED_ATTRIBUTE;
  const isStateMissing = isAuthorizeOnly && !ATTRIBUTES.State.isIn(attributes);
  return isStateMissing || !identifiesSession(attributes) ? ERROR_CAUSES.MISSING_ATTRIBUTE : undefined;
}

/** Every NAS identification attribute of the request is one of ours. */
function isMeant(attributes: readonly Attribute[], identification: readonly Attribute[]): boolean {
  return attributes
    .filter(({ type }) => NAS_IDENTIFICATION.has(type))
    .every(({ type, value }) => identification.some((own) => own.type === type && toHex(own.value) === toHex(value)));
}
