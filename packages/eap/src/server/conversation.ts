/**
 * One authentication on the server: RFC 4137 §6, the backend authenticator, as RADIUS has it (RFC 3579). Requests that get
 * lost are sent again by the lower layer: see {@link file://./authenticator.ts} for one that has nothing else below.
 */

import { bytesEqual, fromUtf8, isSallyportError, type SallyportError } from '@sallyport/core';
import { type EapErrorCode, fail } from '../errors.ts';
import type { MethodSuccess, ServerMethod, ServerMethodRun, ServerStep } from '../method.ts';
import { readNak } from '../packet/nak.ts';
import { decodePacket, type EapMessage, encodePacket } from '../packet/packet.ts';
import { isLegacy, isSameType, TYPES, typeText } from '../packet/types.ts';

/** Longest identity: what fits into RADIUS beside itself, and more than any NAI (RFC 7542 §2.2 has 253). */
const MAX_IDENTITY = 1020;
/** Code, identifier, length and an expanded type. */
const PACKET_OVERHEAD = 12;

export interface ConversationOptions<Grant> {
  /** Methods in the order in which they are offered. */
  readonly methods: readonly ServerMethod<Grant>[];
  /** Methods for this identity, in order; none refuses it. Default all. */
  readonly methodsFor?: (identity: string) => readonly ServerMethod<Grant>[] | Promise<readonly ServerMethod<Grant>[]>;
  /** Most Requests. Default 128: a handshake of 64 KiB either way fits. */
  readonly maxRounds?: number;
  /** Longest EAP packet sent, in bytes. Default 1020, the least that every lower layer carries (RFC 3748 §3.1). */
  readonly maxPacket?: number;
}

export interface Authenticated<Grant> extends MethodSuccess<Grant> {
  /** What the peer called itself; not proved. */
  readonly identity: string;
  /** Name of the method. */
  readonly method: string;
}

export type ConversationStep<Grant> =
  | { readonly step: 'request'; readonly eap: Uint8Array }
  | { readonly step: 'success'; readonly eap: Uint8Array; readonly authenticated: Authenticated<Grant> }
  | { readonly step: 'failure'; readonly eap: Uint8Array; readonly error: SallyportError }
  /** Nothing happened: the packet is passed over (RFC 4137 §6.1, DISCARD). */
  | { readonly step: 'ignored'; readonly error: SallyportError };

interface Proposal<Grant> {
  readonly method: ServerMethod<Grant>;
  readonly run: ServerMethodRun<Grant>;
  /** A Response of this method came: no Nak any more. */
  hasBegun: boolean;
}

export const DEFAULT_MAX_ROUNDS = 128;
export const DEFAULT_MAX_PACKET = 1020;

export class Conversation<Grant> {
  readonly #options: ConversationOptions<Grant>;
  readonly #about: { readonly session: string; readonly origin: string };
  #identity = '';
  #identifier: number;
  #rounds = 0;
  /** Methods that may still be proposed. */
  #left: ServerMethod<Grant>[] = [];
  #proposal: Proposal<Grant> | undefined;
  #lastRequest: Uint8Array | undefined;
  #lastResponse: Uint8Array | undefined;
  #isBusy = false;
  #isOver = false;

  /** `identifier`: of the first Request. */
  constructor(
    options: ConversationOptions<Grant>,
    about: { readonly session: string; readonly origin: string; readonly identifier: number },
  ) {
    this.#options = options;
    this.#about = about;
    this.#identifier = about.identifier;
  }

  get isOver(): boolean {
    return this.#isOver;
  }
  get identity(): string {
    return this.#identity;
  }
  /** The Request that waits for its Response. */
  get outstanding(): Uint8Array | undefined {
    return this.#lastRequest;
  }
  /** Bytes kept, roughly. */
  get memory(): number {
    return 1024 + (this.#lastRequest?.length ?? 0) + (this.#proposal?.run.memory ?? 0);
  }

  /** Asks for the identity. */
  begin(): Uint8Array {
    return this.#request({ type: TYPES.identity, expanded: false, data: new Uint8Array(0) });
  }

  /** Goes on from a Response to an Identity Request that somebody else sent, a pass-through authenticator for example. */
  async beginWith(response: Uint8Array): Promise<ConversationStep<Grant>> {
    const message = this.#read(response);
    if ('step' in message) return message;
    this.#identifier = message.identifier;
    this.#lastRequest = new Uint8Array(0);
    return this.receive(response);
  }

  /** Takes a Response. Never throws for what a peer sent. */
  async receive(response: Uint8Array): Promise<ConversationStep<Grant>> {
    if (this.#isOver) return ignored('E_EAP_OVER', 'the conversation has ended');
    if (this.#isBusy) return ignored('E_EAP_BUSY', 'the last Response is being worked on');
    const message = this.#read(response);
    if ('step' in message) return message;
    if (this.#lastRequest === undefined || message.identifier !== this.#identifier) return this.#misplaced(response);
    this.#isBusy = true;
    try {
      const step = await this.#take(message);
      if (step.step !== 'ignored') this.#lastResponse = Uint8Array.from(response);
      return step;
    } catch (thrown) {
      return this.#fail(isSallyportError(thrown) ? thrown : methodFailed(thrown));
    } finally {
      this.#isBusy = false;
    }
  }

  /** Ends without a word. */
  close(): void {
    this.#isOver = true;
    this.#proposal?.run.close();
    this.#proposal = undefined;
  }

  #read(bytes: Uint8Array): EapMessage | ConversationStep<Grant> {
    try {
      const packet = decodePacket(bytes);
      if ('type' in packet && packet.code === 'response') return packet;
      return ignored('E_EAP_UNEXPECTED_CODE', `a ${packet.code}`);
    } catch (error) {
      if (isSallyportError(error)) return { step: 'ignored', error };
      throw error;
    }
  }

  /** The Response that was taken last may come again, when what followed it got lost. */
  #misplaced(response: Uint8Array): ConversationStep<Grant> {
    const isRepeated = this.#lastResponse !== undefined && bytesEqual(this.#lastResponse, response);
    if (isRepeated && this.#lastRequest !== undefined) return { step: 'request', eap: this.#lastRequest };
    return ignored('E_EAP_IDENTIFIER', 'a Response to no outstanding Request');
  }

  async #take(message: EapMessage): Promise<ConversationStep<Grant>> {
    if (this.#proposal === undefined) return this.#takeIdentity(message);
    if (isSameType(message.type, TYPES.nak)) return this.#takeNak(message, this.#proposal);
    if (!isSameType(message.type, this.#proposal.method.type)) {
      return ignored('E_EAP_TYPE_UNEXPECTED', `type ${typeText(message.type)}`);
    }
    this.#proposal.hasBegun = true;
    return this.#apply(this.#proposal, await this.#proposal.run.receive(message.data));
  }

  async #takeIdentity(message: EapMessage): Promise<ConversationStep<Grant>> {
    if (!isSameType(message.type, TYPES.identity)) {
      return ignored('E_EAP_TYPE_UNEXPECTED', `type ${typeText(message.type)} in place of an identity`);
    }
    this.#identity = readIdentity(message.data);
    const { methods, methodsFor } = this.#options;
    this.#left = [...(methodsFor === undefined ? methods : await methodsFor(this.#identity))];
    if (this.#left.length === 0) throw fail('E_EAP_IDENTITY_REFUSED', 'no method for this identity');
    return this.#propose();
  }

  /** RFC 3748 §5.3: the first of the methods left that the peer wants. */
  async #takeNak(message: EapMessage, proposal: Proposal<Grant>): Promise<ConversationStep<Grant>> {
    if (proposal.hasBegun) return ignored('E_EAP_NAK_LATE', 'a Nak in the midst of a method');
    const { wanted, wantsExpanded } = readNak(message);
    proposal.run.close();
    this.#left = this.#left.filter(
      ({ type }) =>
        wanted.some((each) => isSameType(each, type)) || (wantsExpanded && !message.expanded && !isLegacy(type)),
    );
    if (this.#left.length === 0) throw fail('E_EAP_NO_METHOD', 'the peer wants none of the methods');
    return this.#propose();
  }

  async #propose(): Promise<ConversationStep<Grant>> {
    const method = this.#left.shift();
    if (method === undefined) throw fail('E_EAP_NO_METHOD', 'no method is left');
    const maxTypeData = (this.#options.maxPacket ?? DEFAULT_MAX_PACKET) - PACKET_OVERHEAD;
    const run = method.open({ ...this.#about, identity: this.#identity, maxTypeData });
    this.#proposal = { method, run, hasBegun: false };
    return this.#ask(this.#proposal, await run.begin());
  }

  #apply(proposal: Proposal<Grant>, step: ServerStep<Grant>): ConversationStep<Grant> {
    switch (step.step) {
      case 'request':
        return this.#ask(proposal, step.data);
      case 'ignore':
        return { step: 'ignored', error: step.error };
      case 'failure':
        return this.#fail(step.error);
      case 'success': {
        const eap = encodePacket({ code: 'success', identifier: this.#identifier });
        const authenticated = { ...step.success, identity: this.#identity, method: proposal.method.name };
        this.close();
        return { step: 'success', eap, authenticated };
      }
    }
  }

  #ask({ method }: Proposal<Grant>, data: Uint8Array): ConversationStep<Grant> {
    if (this.#isOver) return ignored('E_EAP_OVER', 'the conversation ended meanwhile');
    if (this.#rounds >= (this.#options.maxRounds ?? DEFAULT_MAX_ROUNDS)) {
      throw fail('E_EAP_ROUNDS', `more than ${this.#rounds} Requests`);
    }
    this.#identifier = (this.#identifier + 1) & 0xff;
    return { step: 'request', eap: this.#request({ type: method.type, expanded: !isLegacy(method.type), data }) };
  }

  #request(message: Pick<EapMessage, 'type' | 'expanded' | 'data'>): Uint8Array {
    this.#rounds++;
    this.#lastRequest = encodePacket({ code: 'request', identifier: this.#identifier, ...message });
    return this.#lastRequest;
  }

  #fail(error: SallyportError): ConversationStep<Grant> {
    this.close();
    return { step: 'failure', eap: encodePacket({ code: 'failure', identifier: this.#identifier }), error };
  }
}

function ignored(code: EapErrorCode, message: string) {
  return { step: 'ignored', error: fail(code, message) } as const;
}

function methodFailed(cause: unknown): SallyportError {
  return fail('E_EAP_METHOD_FAILED', 'a method threw what is no typed error', { cause });
}

function readIdentity(data: Uint8Array): string {
  if (data.length > MAX_IDENTITY) throw fail('E_EAP_IDENTITY', `an identity of ${data.length} bytes`);
  try {
    return fromUtf8(data);
  } catch (cause) {
    throw fail('E_EAP_IDENTITY', 'an identity that is not UTF-8', { cause });
  }
}
