/** Requests as handlers get them: verified, and with what is hidden in them within reach. */

import type { Secret } from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import { readEapMessage } from '../attributes/eap-message.ts';
import { ATTRIBUTES } from '../dictionary/standard.ts';
import { checkChap } from '../hiding/chap.ts';
import type { PasswordDefinition, SaltedDefinition } from '../hiding/definitions.ts';
import type { OutgoingAttribute } from '../hiding/hidden-attribute.ts';
import type { Attribute } from '../packet/packet.ts';
import type { VerifiedPacket } from '../packet/verified.ts';

export interface RequestOrigin {
  /** The name of the known client it came from, which need not be the NAS: there may be proxies. */
  readonly client: string;
  readonly from: Endpoint;
  /** Is aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export class ServerRequest implements RequestOrigin {
  readonly client: string;
  readonly from: Endpoint;
  readonly #origin: RequestOrigin;
  readonly #packet: VerifiedPacket;

  constructor(packet: VerifiedPacket, origin: RequestOrigin) {
    this.client = origin.client;
    this.from = origin.from;
    this.#origin = origin;
    this.#packet = packet;
  }

  get signal(): AbortSignal {
    return this.#origin.signal;
  }

  get attributes(): readonly Attribute[] {
    return this.#packet.attributes;
  }

  get userName(): string | undefined {
    return ATTRIBUTES['User-Name'].first(this.attributes);
  }

  /** @throws E_RADIUS_HIDDEN_VALUE */
  reveal(definition: PasswordDefinition | SaltedDefinition): Secret | undefined {
    return definition.reveal(this.attributes, this.#packet.key);
  }

  /** The Request Authenticator, which is the CHAP challenge where there is no other (RFC 2865 §2.2). */
  protected get authenticator(): Uint8Array {
    return this.#packet.authenticator;
  }
}

export class AccessRequest extends ServerRequest {
  /** The EAP packet, put together; empty for EAP-Start (RFC 3579 §2.1); undefined when the request has none. */
  readonly eapMessage: Uint8Array | undefined;

  /** @throws E_RADIUS_EAP_MESSAGE_ORDER */
  constructor(packet: VerifiedPacket, origin: RequestOrigin) {
    super(packet, origin);
    this.eapMessage = readEapMessage(packet.attributes);
  }

  /** What the challenge before it gave, to tell conversations apart (RFC 5080 §2.1.1). */
  get state(): Uint8Array | undefined {
    return ATTRIBUTES.State.first(this.attributes);
  }

  /** The User-Password. @throws E_RADIUS_HIDDEN_VALUE */
  get password(): Secret | undefined {
    return this.reveal(ATTRIBUTES['User-Password']);
  }

  /** Whether its CHAP-Password proves `password`; false without one. */
  provesChap(password: Secret): boolean {
    const given = ATTRIBUTES['CHAP-Password'].first(this.attributes);
    if (given === undefined) return false;
    return checkChap(given, ATTRIBUTES['CHAP-Challenge'].first(this.attributes) ?? this.authenticator, password);
  }
}

export class AccountingRequest extends ServerRequest {
  /** One of `ACCT_STATUS_TYPES`. */
  get statusType(): number | undefined {
    return ATTRIBUTES['Acct-Status-Type'].first(this.attributes);
  }

  get sessionId(): string | undefined {
    return ATTRIBUTES['Acct-Session-Id'].first(this.attributes);
  }
}

export interface AccessDecision {
  readonly decision: 'accept' | 'reject' | 'challenge';
  /** Proxy-State and Message-Authenticator are put in by the server. */
  readonly attributes?: readonly OutgoingAttribute[];
  /** Goes into as many EAP-Message attributes as it takes. */
  readonly eapMessage?: Uint8Array;
  /** What the next request of this conversation is to bring back. */
  readonly state?: Uint8Array;
}

/**
 * Decides. Undefined, and an error, mean no answer: the client asks again, or another server. The same request is never given to
 * it twice while it works or the answer is kept.
 */
export type AuthenticationHandler = (
  request: AccessRequest,
) => AccessDecision | undefined | Promise<AccessDecision | undefined>;

/**
 * Keeps a record. The client is answered when the promise is fulfilled, so fulfil it when the record is safe; an error means no
 * answer, and the client sends it again.
 */
export type AccountingHandler = (request: AccountingRequest) => void | Promise<void>;
