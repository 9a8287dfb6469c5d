/**
 * Many conversations at once, told apart by an opaque State: what a RADIUS server needs behind its Access-Requests
 * (RFC 2865 §5.24, RFC 3579 §2.6.1).
 *
 * Bounded in number, memory and time. When there is no room the oldest conversation ends: an honest one takes less than a
 * second, so it takes a flood of the whole table each second to reach it.
 */

import { type Clock, type Random, type SallyportError, type Timer, toHex } from '@sallyport/core';
import { fail } from '../errors.ts';
import { decodePacket, encodePacket } from '../packet/packet.ts';
import {
  type Authenticated,
  Conversation,
  type ConversationOptions,
  type ConversationStep,
  DEFAULT_MAX_PACKET,
} from './conversation.ts';
import { completeLimits, type SessionLimits } from './limits.ts';
import { SessionTable } from './session-table.ts';

export interface EapServerOptions<Grant> extends ConversationOptions<Grant>, Partial<SessionLimits> {
  /** Told of conversations that end without an answer: out of time, or out of room. */
  readonly abandoned?: (session: string, error: SallyportError) => void;
}

export interface EapInput {
  /** The EAP packet. Empty: EAP-Start, a wish to be asked for the identity (RFC 3579 §2.1). */
  readonly eap: Uint8Array;
  /** As the last reply gave it; none in the first request of a conversation. */
  readonly state?: Uint8Array;
  /** Who sent this, so that one station cannot take all the room: NAS and Calling-Station-Id, for example. */
  readonly origin: string;
  /** Of the first request of a conversation: the longest EAP packet that the NAS can send on, in bytes (RFC 3579 §2.4). */
  readonly framedMtu?: number;
}

/** What to answer, and with it in RADIUS: */
export type EapReply<Grant> =
  /** Access-Challenge, with this State. `ignored`: the packet was passed over and this is the Request that still waits. */
  | {
      readonly outcome: 'challenge';
      readonly eap: Uint8Array;
      readonly state: Uint8Array;
      readonly session: string;
      readonly ignored?: SallyportError;
    }
  /** Access-Accept. */
  | {
      readonly outcome: 'accept';
      readonly eap: Uint8Array;
      readonly session: string;
      readonly authenticated: Authenticated<Grant>;
    }
  /** Access-Reject. */
  | {
      readonly outcome: 'reject';
      readonly eap: Uint8Array;
      readonly session: string | undefined;
      readonly error: SallyportError;
    }
  /** Nothing. */
  | { readonly outcome: 'discard'; readonly error: SallyportError };

const STATE = 16;

export class EapServer<Grant> {
  readonly #options: EapServerOptions<Grant>;
  readonly #random: Random;
  readonly #table: SessionTable<Conversation<Grant>>;

  constructor(
    options: EapServerOptions<Grant>,
    ports: { readonly clock: Clock; readonly timer: Timer; readonly random: Random },
  ) {
    this.#options = options;
    this.#random = ports.random;
    this.#table = new SessionTable(completeLimits(options), ports, (session, error) =>
      options.abandoned?.(session, error),
    );
  }

  /** Conversations under way. */
  get sessions(): number {
    return this.#table.size;
  }
  /** Bytes that they keep, roughly. */
  get memory(): number {
    return this.#table.memory;
  }

  /** Takes what a station sent. Never rejects for what was sent. */
  async receive(input: EapInput): Promise<EapReply<Grant>> {
    const { eap, state } = input;
    if (state === undefined) return this.#open(input);
    const session = toHex(state);
    const conversation = this.#table.find(session);
    if (conversation === undefined) return unknownSession(eap);
    return this.#reply(session, state, conversation, await conversation.receive(eap));
  }

  /** Ends all conversations without a word. */
  close(): void {
    this.#table.clear();
  }

  async #open({ eap, origin, framedMtu }: EapInput): Promise<EapReply<Grant>> {
    const state = this.#random.bytes(STATE);
    const session = toHex(state);
    const [identifier = 0] = this.#random.bytes(1);
    const options = framedMtu === undefined ? this.#options : within(this.#options, framedMtu);
    const conversation = new Conversation(options, { session, origin, identifier });
    if (eap.length === 0) {
      const request = conversation.begin();
      this.#table.add(session, origin, conversation);
      return { outcome: 'challenge', eap: request, state, session };
    }
    this.#table.add(session, origin, conversation);
    const step = await conversation.beginWith(eap);
    if (step.step === 'ignored') {
      this.#table.remove(session);
      return { outcome: 'discard', error: step.error };
    }
    return this.#reply(session, state, conversation, step);
  }

  #reply(
    session: string,
    state: Uint8Array,
    conversation: Conversation<Grant>,
    step: ConversationStep<Grant>,
  ): EapReply<Grant> {
    if (step.step === 'success' || step.step === 'failure') {
      this.#table.remove(session);
      const { eap } = step;
      if (step.step === 'success') return { outcome: 'accept', eap, session, authenticated: step.authenticated };
      return { outcome: 'reject', eap, session, error: step.error };
    }
    this.#table.weigh(session);
    if (step.step === 'request') return { outcome: 'challenge', eap: step.eap, state, session };
    // RFC 3579 §2.6.3: an invalid packet is answered by the Request that still waits. While one is being worked on, by nothing.
    const { outstanding } = conversation;
    if (outstanding === undefined || step.error.code === 'E_EAP_BUSY' || conversation.isOver) {
      return { outcome: 'discard', error: step.error };
    }
    return { outcome: 'challenge', eap: outstanding, state, session, ignored: step.error };
  }
}

/** Less than this would not carry a method. */
const LEAST_MTU = 128;

function within<Grant>(options: EapServerOptions<Grant>, mtu: number): EapServerOptions<Grant> {
  const { maxPacket = DEFAULT_MAX_PACKET } = options;
  return { ...options, maxPacket: Math.min(maxPacket, Math.max(LEAST_MTU, mtu)) };
}

/** The station is told to begin again, if what it sent tells how. */
function unknownSession<Grant>(eap: Uint8Array): EapReply<Grant> {
  const error = fail('E_EAP_SESSION_UNKNOWN', 'this State names no conversation');
  try {
    const { identifier } = decodePacket(eap);
    return { outcome: 'reject', eap: encodePacket({ code: 'failure', identifier }), session: undefined, error };
  } catch {
    return { outcome: 'discard', error };
  }
}
