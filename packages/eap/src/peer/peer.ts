/** One authentication on the peer (RFC 4137 §4). For another one make another. */

import {
  fromUtf8,
  isSallyportError,
  type Milliseconds,
  type SallyportError,
  SECOND,
  type Timer,
  utf8,
} from '@sallyport/core';
import { type EapErrorCode, fail } from '../errors.ts';
import type { MethodKeys, PeerDecision, PeerMethod, PeerMethodRun, PeerStep } from '../method.ts';
import { nakFor } from '../packet/nak.ts';
import { decodePacket, type EapMessage, type EapPacket, type EapResult, encodePacket } from '../packet/packet.ts';
import { isMethod, isSameType, TYPES, typeText } from '../packet/types.ts';

export interface PeerOptions {
  /** Sent in the clear: RFC 9190 §2.1.8 wants an anonymous one, `@realm`. */
  readonly identity: string;
  /** Methods that are allowed, best first. */
  readonly methods: readonly PeerMethod[];
  /** Most Requests. Default 256. */
  readonly maxRounds?: number;
  /** Longest EAP packet sent, in bytes. Default 1020 (RFC 3748 §3.1). */
  readonly maxPacket?: number;
  /** Longest silence of the server (RFC 4137 §4.1.1, ClientTimeout). Default one minute. */
  readonly timeout?: Milliseconds;
  /** Text for a person, not authenticated (RFC 3748 §5.2). */
  readonly notified?: (text: string) => void;
  /** Called once. */
  readonly ended?: (outcome: PeerOutcome) => void;
}

export type PeerOutcome =
  | { readonly outcome: 'success'; readonly method: string; readonly keys: MethodKeys }
  | { readonly outcome: 'failure'; readonly error: SallyportError };

export interface PeerReply {
  /** To send. */
  readonly response?: Uint8Array;
  /** The authentication is over. */
  readonly outcome?: PeerOutcome;
  /** The packet was passed over, for this reason. */
  readonly ignored?: SallyportError;
}

interface Selected {
  readonly method: PeerMethod;
  readonly run: PeerMethodRun;
}

/** Code, identifier, length and an expanded type. */
const PACKET_OVERHEAD = 12;

export class EapPeer {
  readonly #options: PeerOptions;
  readonly #timer: Timer;
  #selected: Selected | undefined;
  #decision: PeerDecision = 'fail';
  #keys: MethodKeys | undefined;
  #lastIdentifier: number | undefined;
  #lastResponse: Uint8Array | undefined;
  #rounds = 0;
  #isBusy = false;
  #outcome: PeerOutcome | undefined;
  #cancel: () => void = () => {};

  constructor(options: PeerOptions, ports: { readonly timer: Timer }) {
    this.#options = options;
    this.#timer = ports.timer;
    this.#wait();
  }

  get outcome(): PeerOutcome | undefined {
    return this.#outcome;
  }

  /** Takes a packet of the authenticator. Never rejects for what was sent. */
  async receive(bytes: Uint8Array): Promise<PeerReply> {
    if (this.#outcome !== undefined) return ignored('E_EAP_OVER', 'the authentication is over');
    if (this.#isBusy) return ignored('E_EAP_BUSY', 'the last Request is being worked on');
    const packet = read(bytes);
    if ('ignored' in packet) return packet;
    if (!('type' in packet)) return this.#conclude(packet);
    if (packet.code === 'response') return ignored('E_EAP_UNEXPECTED_CODE', 'a Response');
    if (packet.identifier === this.#lastIdentifier && this.#lastResponse !== undefined) {
      // RFC 3748 §4.1: the same Identifier is the same Request, sent again.
      return { response: this.#lastResponse };
    }
    this.#isBusy = true;
    try {
      return await this.#answer(packet);
    } catch (thrown) {
      return this.#lose(isSallyportError(thrown) ? thrown : methodFailed(thrown));
    } finally {
      this.#isBusy = false;
    }
  }

  /** Ends without a word. */
  close(): void {
    this.#cancel();
    this.#selected?.run.close();
    this.#selected = undefined;
    this.#outcome ??= { outcome: 'failure', error: fail('E_EAP_OVER', 'closed') };
  }

  /** RFC 4137 §4.4: results that fit neither the outstanding Identifier nor the method's opinion are passed over. */
  #conclude({ code, identifier }: EapResult): PeerReply {
    if (identifier !== this.#lastIdentifier) return ignored('E_EAP_IDENTIFIER', `a ${code} to another Response`);
    if (code === 'failure') {
      if (this.#decision === 'unconditional') return ignored('E_EAP_FAILURE_LATE', 'a Failure after success was told');
      return this.#lose(fail('E_EAP_FAILURE', 'the server refused'));
    }
    if (this.#decision === 'fail') return ignored('E_EAP_SUCCESS_EARLY', 'a Success before the method succeeded');
    return this.#win();
  }

  async #answer(request: EapMessage): Promise<PeerReply> {
    if (this.#rounds >= (this.#options.maxRounds ?? 256)) throw fail('E_EAP_ROUNDS', 'too many Requests');
    this.#rounds++;
    this.#wait();
    if (isSameType(request.type, TYPES.notification)) return this.#takeNotification(request);
    if (isSameType(request.type, TYPES.identity)) {
      if (this.#selected !== undefined) return ignored('E_EAP_TYPE_UNEXPECTED', 'asked for the identity again');
      return this.#respond(request, utf8(this.#options.identity));
    }
    // RFC 3748 §5.3: a Nak is a Response only.
    if (!isMethod(request.type)) return ignored('E_EAP_TYPE_UNEXPECTED', `type ${typeText(request.type)}`);
    const selected = this.#selected ?? this.#select(request);
    if (selected === undefined) {
      const wanted = this.#options.methods.map(({ type }) => type);
      return this.#send(nakFor(request, wanted));
    }
    if (!isSameType(selected.method.type, request.type)) {
      return ignored('E_EAP_TYPE_UNEXPECTED', `type ${typeText(request.type)} in the midst of a method`);
    }
    return this.#apply(request, await selected.run.receive(request.data));
  }

  #select(request: EapMessage): Selected | undefined {
    const method = this.#options.methods.find(({ type }) => isSameType(type, request.type));
    if (method === undefined) return undefined;
    const run = method.open({ maxTypeData: (this.#options.maxPacket ?? 1020) - PACKET_OVERHEAD });
    this.#selected = { method, run };
    return this.#selected;
  }

  #apply(request: EapMessage, step: PeerStep): PeerReply {
    if (this.#outcome !== undefined) return ignored('E_EAP_OVER', 'the authentication ended meanwhile');
    if (step.step === 'ignore') return { ignored: step.error };
    this.#decision = step.decision;
    this.#keys = step.keys;
    const reply = this.#respond(request, step.data);
    return step.error === undefined ? reply : { ...reply, ...this.#lose(step.error) };
  }

  #takeNotification(request: EapMessage): PeerReply {
    this.#options.notified?.(displayable(request.data));
    return this.#respond(request, new Uint8Array(0));
  }

  #respond({ identifier, type, expanded }: EapMessage, data: Uint8Array): PeerReply {
    return this.#send({ code: 'response', identifier, type, expanded, data });
  }

  #send(message: EapMessage): PeerReply {
    const response = encodePacket(message);
    this.#lastIdentifier = message.identifier;
    this.#lastResponse = response;
    return { response };
  }

  #wait(): void {
    this.#cancel();
    this.#cancel = this.#timer.after(this.#options.timeout ?? 60 * SECOND, () => {
      // RFC 4137 §4.4: a Success that got lost, if success was told under protection.
      if (this.#decision === 'unconditional') this.#win();
      else this.#lose(fail('E_EAP_TIMEOUT', 'the server is silent'));
    });
  }

  #win(): PeerReply {
    const { method } = this.#selected ?? {};
    if (method === undefined || this.#keys === undefined) {
      return this.#lose(fail('E_EAP_METHOD_FAILED', 'a method that succeeds without keys'));
    }
    return this.#end({ outcome: 'success', method: method.name, keys: this.#keys });
  }

  #lose(error: SallyportError): PeerReply {
    return this.#end({ outcome: 'failure', error });
  }

  #end(outcome: PeerOutcome): PeerReply {
    this.#outcome = outcome;
    this.close();
    this.#options.ended?.(outcome);
    return { outcome };
  }
}

function read(bytes: Uint8Array): EapPacket | { readonly ignored: SallyportError } {
  try {
    return decodePacket(bytes);
  } catch (error) {
    if (isSallyportError(error)) return { ignored: error };
    throw error;
  }
}

function ignored(code: EapErrorCode, message: string) {
  return { ignored: fail(code, message) } as const;
}

function methodFailed(cause: unknown): SallyportError {
  return fail('E_EAP_METHOD_FAILED', 'a method threw what is no typed error', { cause });
}

/** What is not UTF-8 is not shown. */
function displayable(data: Uint8Array): string {
  try {
    return fromUtf8(data);
  } catch {
    return '';
  }
}
