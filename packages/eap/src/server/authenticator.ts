/**
 * A server without a RADIUS client in between: the stand-alone authenticator of RFC 4137 §5, which sends its Requests again
 * until they are answered (RFC 3748 §4.3).
 */

import { type Milliseconds, type Random, SECOND, type Timer } from '@sallyport/core';
import { fail } from '../errors.ts';
import { encodePacket } from '../packet/packet.ts';
import { Conversation, type ConversationOptions, type ConversationStep } from './conversation.ts';

export type AuthenticatorOutcome<Grant> = Extract<ConversationStep<Grant>, { step: 'success' | 'failure' }>;

export interface AuthenticatorOptions<Grant> extends ConversationOptions<Grant> {
  /** Names the conversation. */
  readonly session: string;
  readonly origin: string;
  /** Times a Request is sent again. Default 5 (RFC 3748 §4.3). */
  readonly maxRetransmissions?: number;
  /** Before the first time; doubled with each, up to 20 s. Default 3 s (RFC 2988 §2). */
  readonly retransmitAfter?: Milliseconds;
  /** Called once. Success and Failure were sent before. */
  readonly ended: (outcome: AuthenticatorOutcome<Grant>) => void;
  /** Told of packets that were passed over. */
  readonly ignored?: (step: Extract<ConversationStep<Grant>, { step: 'ignored' }>) => void;
}

export interface AuthenticatorPorts {
  readonly timer: Timer;
  readonly random: Random;
  readonly transmit: (eap: Uint8Array) => void;
}

const MAX_WAIT: Milliseconds = 20 * SECOND;

export class EapAuthenticator<Grant> {
  readonly #options: AuthenticatorOptions<Grant>;
  readonly #ports: AuthenticatorPorts;
  readonly #conversation: Conversation<Grant>;
  #cancel: () => void = () => {};

  constructor(options: AuthenticatorOptions<Grant>, ports: AuthenticatorPorts) {
    this.#options = options;
    this.#ports = ports;
    const { session, origin } = options;
    const [identifier = 0] = ports.random.bytes(1);
    this.#conversation = new Conversation(options, { session, origin, identifier });
  }

  /** Asks for the identity. */
  start(): void {
    this.#send(this.#conversation.begin());
  }

  /** Takes what the peer sent. Never rejects for it. */
  async receive(eap: Uint8Array): Promise<void> {
    const step = await this.#conversation.receive(eap);
    switch (step.step) {
      case 'ignored':
        this.#options.ignored?.(step);
        return;
      case 'request':
        this.#send(step.eap);
        return;
      default:
        this.#end(step);
    }
  }

  close(): void {
    this.#cancel();
    this.#conversation.close();
  }

  #end(outcome: AuthenticatorOutcome<Grant>): void {
    this.close();
    this.#ports.transmit(outcome.eap);
    this.#options.ended(outcome);
  }

  #send(request: Uint8Array): void {
    this.#cancel();
    this.#ports.transmit(request);
    this.#repeat(request, this.#options.retransmitAfter ?? 3 * SECOND, this.#options.maxRetransmissions ?? 5);
  }

  #repeat(request: Uint8Array, wait: Milliseconds, left: number): void {
    this.#cancel = this.#ports.timer.after(wait, () => {
      if (left === 0) {
        this.#end({ step: 'failure', eap: failureFor(request), error: fail('E_EAP_TIMEOUT', 'the peer is silent') });
        return;
      }
      this.#ports.transmit(request);
      this.#repeat(request, Math.min(2 * wait, MAX_WAIT), left - 1);
    });
  }
}

function failureFor(request: Uint8Array): Uint8Array {
  return encodePacket({ code: 'failure', identifier: request[1] ?? 0 });
}
