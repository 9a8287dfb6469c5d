/** The message layer of an endpoint (RFC 7252 §4): what is received, acknowledged, rejected, and told apart from duplicates. */

import { isSallyportError, type SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { EndpointLimits } from '../limits.ts';
import { CODES, isRequestCode } from '../message/codes.ts';
import { decodeHeader, decodeMessage } from '../message/decode.ts';
import { encodeEmpty, encodeMessage } from '../message/encode.ts';
import type { CoapMessage, Draft } from '../message/message.ts';
import { findOption } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';
import { deriveTimes, type TransmissionParameters } from '../parameters.ts';
import type { CoapPorts } from '../ports.ts';
import { type DuplicateRecord, Duplicates } from './duplicates.ts';
import { MessageIds } from './message-ids.ts';
import { Outbox, type OutgoingMessage, type Transmission } from './outbox.ts';

/** A message that was not seen before. */
export interface Incoming {
  readonly peer: string;
  readonly message: CoapMessage;
  /** It was sent to a group that this endpoint is a member of. */
  readonly multicast: boolean;
  /** Undefined for what is not told from duplicates: acknowledgements. */
  readonly record: DuplicateRecord | undefined;
}

/** The layer above. */
export interface MessageReceiver {
  request(incoming: Incoming): void;
  /** Gives whether the response was expected and could be understood. */
  response(incoming: Incoming): boolean;
  /** A Reset to a non-confirmable message that nothing is expected to. */
  reset(peer: string, messageId: number): void;
  dropped(error: SallyportError, peer: string): void;
}

export class MessageLayer {
  readonly #ports: CoapPorts;
  readonly #limits: EndpointLimits;
  readonly #receiver: MessageReceiver;
  readonly #ids: MessageIds;
  readonly #outbox: Outbox;
  readonly #duplicates: Duplicates;
  readonly #lifetimes: { readonly CON: number; readonly NON: number };

  constructor(ports: CoapPorts, parameters: TransmissionParameters, limits: EndpointLimits, receiver: MessageReceiver) {
    const { exchangeLifetime, nonLifetime } = deriveTimes(parameters);
    this.#ports = ports;
    this.#limits = limits;
    this.#receiver = receiver;
    this.#lifetimes = { CON: exchangeLifetime, NON: nonLifetime };
    this.#ids = new MessageIds(ports.clock, ports.random, exchangeLifetime, limits.maxPeers);
    this.#outbox = new Outbox(ports, parameters, this.#ids, limits);
    this.#duplicates = new Duplicates(ports.clock, ports.timer, limits);
  }

  get transmissions(): number {
    return this.#outbox.size;
  }

  get duplicates(): number {
    return this.#duplicates.size;
  }

  receive(datagram: Uint8Array, peer: string, multicast: boolean): void {
    let message: CoapMessage;
    try {
      message = decodeMessage(datagram, this.#limits);
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      this.#reject(datagram, peer, multicast);
      this.#receiver.dropped(error, peer);
      return;
    }
    if (message.type === 'ACK') this.#acknowledged(message, peer);
    else if (message.type === 'RST') this.#wasReset(message, peer);
    else if (message.code === CODES.EMPTY) this.#pinged(message, peer, multicast);
    else this.#received(message, peer, multicast);
  }

  /** Sends what has an acknowledgement, or a response, to wait for. @throws E_COAP_BUSY, E_COAP_ARGUMENT */
  send(message: OutgoingMessage): Transmission {
    return this.#outbox.send(message);
  }

  /**
   * Sends a non-confirmable message that nothing is expected to, at once. Gives its message ID.
   * @throws E_COAP_BUSY when no message ID is free, E_COAP_ARGUMENT
   */
  sendAndForget(peer: string, draft: Draft, multicast = false): number {
    const messageId = multicast ? this.#ids.nextForGroup() : this.#ids.next(peer);
    if (messageId === undefined) throw fail('E_COAP_BUSY', 'every message ID was used lately');
    this.#ports.transmit(encodeMessage({ ...draft, type: 'NON', messageId }), peer);
    return messageId;
  }

  /** An Acknowledgement, empty or with a response in it (§5.2.1). */
  acknowledge(incoming: Incoming, response?: Draft): void {
    const { messageId } = incoming.message;
    const reply =
      response === undefined ? encodeEmpty('ACK', messageId) : encodeMessage({ ...response, type: 'ACK', messageId });
    this.#reply(incoming, reply);
  }

  /** A Reset: the message cannot be processed (§4.2). Never to what came by multicast (§8.1). */
  refuse(incoming: Incoming): void {
    if (!incoming.multicast) this.#reply(incoming, encodeEmpty('RST', incoming.message.messageId));
  }

  forget(peer: string): void {
    this.#outbox.clear(peer);
    this.#duplicates.forget(peer);
  }

  close(): void {
    this.#outbox.clear();
    this.#duplicates.clear();
  }

  #received(message: CoapMessage, peer: string, multicast: boolean): void {
    const { type, code } = message;
    const seen = this.#duplicates.find(peer, message);
    if (seen !== undefined) {
      // §4.5: a duplicate that is confirmable gets the same answer; it is never worked on again.
      if (type === 'CON' && seen.reply !== undefined) this.#ports.transmit(seen.reply, peer);
      return;
    }
    const record = this.#duplicates.remember(peer, message, type === 'CON' ? this.#lifetimes.CON : this.#lifetimes.NON);
    const incoming: Incoming = { peer, message, multicast, record };
    if (isRequestCode(code)) {
      this.#receiver.request(incoming);
      return;
    }
    const isTaken = this.#receiver.response(incoming);
    if (type === 'CON') {
      if (isTaken) this.acknowledge(incoming);
      else this.refuse(incoming);
    } else if (!isTaken && findOption(message.options, OPTIONS.OBSERVE) !== undefined) {
      // RFC 7641 §3.6: the notifications end when one is rejected. Other responses that nobody waits for are passed over.
      this.refuse(incoming);
    }
  }

  #acknowledged(message: CoapMessage, peer: string): void {
    const { messageId, code, token } = message;
    const transmission = this.#outbox.find(peer, messageId);
    if (transmission === undefined) return;
    if (code === CODES.EMPTY) {
      this.#outbox.settle(peer, messageId, 'acknowledged');
      return;
    }
    // §5.3.2: a response in an acknowledgement matches by message ID and token; any other is passed over.
    if (!isSameToken(token, transmission.token)) return;
    if (!this.#outbox.settle(peer, messageId, 'acknowledged')) return;
    this.#receiver.response({ peer, message, multicast: false, record: undefined });
  }

  #wasReset({ messageId }: CoapMessage, peer: string): void {
    if (!this.#outbox.settle(peer, messageId, 'reset')) this.#receiver.reset(peer, messageId);
  }

  /** §4.3: an Empty confirmable message asks for a Reset, to show that somebody is there. */
  #pinged({ messageId }: CoapMessage, peer: string, multicast: boolean): void {
    if (!multicast) this.#ports.transmit(encodeEmpty('RST', messageId), peer);
  }

  /** §4.2: a confirmable message with a format error is rejected with a Reset, any other is passed over. */
  #reject(datagram: Uint8Array, peer: string, multicast: boolean): void {
    if (multicast) return;
    try {
      const { type, messageId } = decodeHeader(datagram);
      if (type === 'CON') this.#ports.transmit(encodeEmpty('RST', messageId), peer);
    } catch (error) {
      if (!isSallyportError(error)) throw error;
    }
  }

  #reply({ peer, message, record }: Incoming, reply: Uint8Array): void {
    if (record !== undefined) this.#duplicates.keepReply(peer, message.messageId, record, reply);
    this.#ports.transmit(reply, peer);
  }
}

function isSameToken(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
