/**
 * A RADIUS server without sockets (RFC 2865, RFC 2866, RFC 3579, RFC 5080, RFC 5997, RFC 6614). What it does not trust it discards
 * without a sound, and counts.
 */

import {
  type Clock,
  isSallyportError,
  type Random,
  type SallyportError,
  SECOND,
  type Timer,
  toHex,
} from '@sallyport/core';
import { canonicalAddress, type Endpoint } from '../address.ts';
import { partsOfEapMessage } from '../attributes/eap-message.ts';
import { Counters } from '../counters.ts';
import { ATTRIBUTES } from '../dictionary/standard.ts';
import { ERROR_CAUSES } from '../dictionary/values.ts';
import { fail, type RadiusErrorCode } from '../errors.ts';
import { CODES, codeName } from '../packet/codes.ts';
import { decodePacket } from '../packet/decode.ts';
import { sealResponse } from '../packet/seal.ts';
import { verifyRequest } from '../packet/verify.ts';
import { type Answer, answerTo, type Incoming, isServed } from './answer.ts';
import type { ServerChannel } from './channel.ts';
import type { ServerEvent } from './events.ts';
import { type ClientSettings, KnownClients } from './known-clients.ts';
import { completeServerLimits, type ServerLimits } from './limits.ts';
import { type RecentRequest, RecentRequests } from './recent-requests.ts';
import type { AccountingHandler, AuthenticationHandler } from './requests.ts';
import { StatusBudget } from './status-budget.ts';

export interface RadiusServerOptions {
  readonly clients: readonly ClientSettings[];
  /** Without one, Access-Requests are not taken. */
  readonly authenticate?: AuthenticationHandler;
  /** Without one, Accounting-Requests are not taken. */
  readonly account?: AccountingHandler;
  readonly limits?: Partial<ServerLimits>;
  readonly observe?: (event: ServerEvent) => void;
}

export interface ServerPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

const PROXY_STATE = 33;
/** Of the places for requests, those that a conversation which has not begun can have (RFC 5080 §2.2.3). */
const SHARE_OF_NEW = 0.75;

const REFUSALS: ReadonlyMap<number, number> = new Map([
  [CODES.ACCOUNTING_REQUEST, CODES.ACCOUNTING_RESPONSE],
  [CODES.DISCONNECT_REQUEST, CODES.DISCONNECT_NAK],
  [CODES.COA_REQUEST, CODES.COA_NAK],
]);

export class RadiusServer {
  readonly #options: RadiusServerOptions;
  readonly #ports: ServerPorts;
  readonly #limits: ServerLimits;
  readonly #recent: RecentRequests;
  readonly #status: StatusBudget;
  readonly #counters = new Counters();
  #clients: KnownClients;
  #isClosed = false;

  /** @throws E_RADIUS_ARGUMENT */
  constructor(options: RadiusServerOptions, ports: ServerPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#limits = completeServerLimits(options.limits);
    this.#clients = new KnownClients(options.clients);
    this.#recent = new RecentRequests(ports.clock, ports.timer, this.#limits);
    this.#status = new StatusBudget(ports.clock, this.#limits.maxStatusPerSecond, SECOND);
  }

  /** Packets and answers by the name of their code, discarded ones by error code; by client as well, strangers aside. */
  get counters(): Counters {
    return this.#counters;
  }

  /** Requests being worked on, and answers kept. */
  get load(): { readonly working: number; readonly answered: number } {
    return { working: this.#recent.working, answered: this.#recent.answered };
  }

  /** Takes other clients from now on. @throws E_RADIUS_ARGUMENT */
  setClients(clients: readonly ClientSettings[]): void {
    this.#clients = new KnownClients(clients);
  }

  /**
   * A packet came. Never throws for what a peer sent; gives why it was discarded, which over a stream may end the connection
   * (RFC 6613 §2.6.4).
   */
  receive(datagram: Uint8Array, from: Endpoint, channel: ServerChannel): SallyportError | undefined {
    if (this.#isClosed) return undefined;
    const client = channel.client ?? this.#clients.find(from.address);
    try {
      if (client === undefined) throw fail('E_RADIUS_UNKNOWN_CLIENT', 'the address is not one of a known client');
      const packet = verifyRequest(decodePacket(datagram, this.#limits.maxAttributes), client);
      this.#counters.count(codeName(packet.code), client.name);
      this.#take({ packet, client, from, channel });
      return undefined;
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      this.#counters.count(error.code, client?.name);
      this.#observe({ type: 'discarded', error, from, ...(client === undefined ? {} : { client: client.name }) });
      return error;
    }
  }

  /** A channel is gone: so are the requests that came on it (RFC 6613 §2.6.1). */
  forget(channel: ServerChannel): void {
    this.#recent.forgetAll(`${channel.id}|`);
  }

  /** Ends everything; what is being worked on is not answered. */
  close(): void {
    this.#isClosed = true;
    this.#recent.forgetAll();
  }

  /** @throws what discards the packet */
  #take(incoming: Incoming): void {
    if (incoming.packet.code === CODES.STATUS_SERVER) this.#answerStatus(incoming);
    else if (isServed(incoming, this.#options)) this.#work(incoming);
    else this.#refuse(incoming);
  }

  /** RFC 6614 §2.5: over a connection a client is told what is not served; over UDP it finds out by itself. */
  #refuse(incoming: Incoming): void {
    const { packet, channel } = incoming;
    const code = REFUSALS.get(packet.code);
    if (channel.client === undefined || code === undefined) {
      throw fail('E_RADIUS_CODE', `${codeName(packet.code)} is not taken here`);
    }
    const attributes = ATTRIBUTES['Error-Cause'].of(ERROR_CAUSES.UNSUPPORTED_EXTENSION);
    this.#transmit(incoming, this.#seal(incoming, { code, attributes }));
  }

  /** RFC 5997 §4.2. The answer says that the server is there, and is not kept: the client does not repeat its question. */
  #answerStatus(incoming: Incoming): void {
    const { client, channel } = incoming;
    if (!client.statusServer) throw fail('E_RADIUS_CODE', 'Status-Server is not answered for this client');
    if (!this.#status.allows(client.name)) throw fail('E_RADIUS_STATUS_RATE', 'too many Status-Server');
    const code = channel.kind === 'accounting' ? CODES.ACCOUNTING_RESPONSE : CODES.ACCESS_ACCEPT;
    this.#transmit(incoming, this.#seal(incoming, { code, attributes: [] }));
  }

  #work(incoming: Incoming): void {
    const { packet, client, from } = incoming;
    const key = keyOf(incoming);
    const authenticator = toHex(packet.authenticator);
    const earlier = this.#recent.find(client.name, key);
    if (earlier?.authenticator === authenticator) {
      this.#repeat(earlier, incoming);
      return;
    }
    // RFC 5080 §2.2.2: the identifier was used anew, so nobody waits for the earlier answer.
    if (earlier !== undefined) this.#recent.forget(earlier);
    partsOfEapMessage(packet.attributes);
    this.#checkLoad(incoming);
    void this.#finish(incoming, this.#recent.begin({ client: client.name, from }, key, authenticator));
  }

  #repeat(earlier: RecentRequest, incoming: Incoming): void {
    const { client, from } = incoming;
    if (earlier.answer === undefined) throw fail('E_RADIUS_IN_PROGRESS', 'the request is being worked on');
    this.#counters.count('repeated', client.name);
    this.#observe({ type: 'repeated', from, client: client.name });
    this.#transmit(incoming, earlier.answer);
  }

  #checkLoad({ packet, client }: Incoming): void {
    const { maxInFlight, maxInFlightPerClient } = this.#limits;
    const share = ATTRIBUTES.State.isIn(packet.attributes) ? 1 : SHARE_OF_NEW;
    const isFull =
      this.#recent.working >= maxInFlight * share ||
      this.#recent.workingOf(client.name) >= maxInFlightPerClient * share;
    if (isFull) throw fail('E_RADIUS_OVERLOADED', 'too many requests are being worked on');
  }

  /** Never rejects. */
  async #finish(incoming: Incoming, record: RecentRequest): Promise<void> {
    const { clock, timer } = this.#ports;
    const { packet, client, from } = incoming;
    const begun = clock.monotonic();
    const cancel = timer.after(this.#limits.handlerTimeout, () => {
      this.#recent.forget(record);
      this.#fail('E_RADIUS_HANDLER_TIMEOUT', 'the handler took too long', incoming);
    });
    try {
      const answer = await answerTo(packet, record, this.#options);
      if (answer === undefined) {
        this.#recent.forget(record);
        return;
      }
      const bytes = this.#seal(incoming, answer);
      if (!this.#recent.answer(record, bytes)) return;
      this.#transmit(incoming, bytes);
      const elapsed = clock.monotonic() - begun;
      this.#observe({ type: 'answered', code: answer.code, from, client: client.name, elapsed });
    } catch (cause) {
      const { isGivenUp } = record;
      this.#recent.forget(record);
      if (!isGivenUp) this.#fail('E_RADIUS_HANDLER', 'the request could not be answered', incoming, cause);
    } finally {
      cancel();
    }
  }

  #seal({ packet, client }: Incoming, { code, attributes }: Answer): Uint8Array {
    // RFC 2865 §5.33: every Proxy-State goes back, unchanged and in order.
    const proxyStates = packet.attributes.filter(({ type }) => type === PROXY_STATE);
    const draft = { code, request: packet, attributes: [...attributes, ...proxyStates], secret: client.secret };
    return sealResponse(draft, this.#ports.random);
  }

  #transmit(incoming: Incoming, bytes: Uint8Array): void {
    const { channel, client, from } = incoming;
    this.#counters.count(codeName(bytes[0] ?? 0), client.name);
    try {
      channel.transmit(bytes, from);
    } catch (cause) {
      // As if the network had lost it: the client asks again.
      this.#fail('E_RADIUS_SOCKET', 'the answer could not be sent', incoming, cause);
    }
  }

  #fail(code: RadiusErrorCode, message: string, { client, from }: Incoming, cause?: unknown): void {
    const error = fail(code, message, { cause });
    this.#counters.count(code, client.name);
    this.#observe({ type: 'failed', error, from, client: client.name });
  }

  #observe(event: ServerEvent): void {
    this.#options.observe?.(event);
  }
}

function keyOf({ packet, from, channel }: Incoming): string {
  return `${channel.id}|${canonicalAddress(from.address)}|${from.port}|${packet.code}|${packet.identifier}`;
}
