/** What a request is answered with, before it is sealed. */

import type { Endpoint } from '../address.ts';
import { ATTRIBUTES } from '../dictionary/standard.ts';
import { SERVICE_TYPES } from '../dictionary/values.ts';
import type { OutgoingAttribute } from '../hiding/hidden-attribute.ts';
import { CODES } from '../packet/codes.ts';
import type { VerifiedPacket } from '../packet/verified.ts';
import type { ServerChannel } from './channel.ts';
import type { KnownClient } from './known-clients.ts';
import {
  type AccessDecision,
  AccessRequest,
  type AccountingHandler,
  AccountingRequest,
  type AuthenticationHandler,
  type RequestOrigin,
} from './requests.ts';

/** A request from a client that is known, on its way through the server. */
export interface Incoming {
  readonly packet: VerifiedPacket;
  readonly client: KnownClient;
  readonly from: Endpoint;
  readonly channel: ServerChannel;
}

export interface Answer {
  readonly code: number;
  readonly attributes: readonly OutgoingAttribute[];
}

export interface Handlers {
  readonly authenticate?: AuthenticationHandler;
  readonly account?: AccountingHandler;
}

const DECISION_CODES = {
  accept: CODES.ACCESS_ACCEPT,
  reject: CODES.ACCESS_REJECT,
  challenge: CODES.ACCESS_CHALLENGE,
} as const;

/** Whether there is a handler for it on this channel. */
export function isServed({ packet, channel }: Incoming, { authenticate, account }: Handlers): boolean {
  if (packet.code === CODES.ACCESS_REQUEST) return channel.kind !== 'accounting' && authenticate !== undefined;
  if (packet.code === CODES.ACCOUNTING_REQUEST) return channel.kind !== 'authentication' && account !== undefined;
  return false;
}

/** What the handler makes of the request. Undefined: no answer. @throws E_RADIUS_EAP_MESSAGE_ORDER, and what the handler throws */
export async function answerTo(
  packet: VerifiedPacket,
  origin: RequestOrigin,
  { authenticate, account }: Handlers,
): Promise<Answer | undefined> {
  if (packet.code === CODES.ACCOUNTING_REQUEST) {
    await account?.(new AccountingRequest(packet, origin));
    return { code: CODES.ACCOUNTING_RESPONSE, attributes: [] };
  }
  const request = new AccessRequest(packet, origin);
  // RFC 5080 §2.1.1: nothing ties such a request to a user who was authenticated.
  const isAuthorizeOnly = ATTRIBUTES['Service-Type'].first(packet.attributes) === SERVICE_TYPES.AUTHORIZE_ONLY;
  if (isAuthorizeOnly && request.state === undefined) return { code: CODES.ACCESS_REJECT, attributes: [] };
  const decision = await authenticate?.(request);
  return decision === undefined ? undefined : answerOf(decision);
}

function answerOf({ decision, attributes = [], eapMessage, state }: AccessDecision): Answer {
  return {
    code: DECISION_CODES[decision],
    attributes: [
      ...attributes,
      ...(eapMessage === undefined ? [] : ATTRIBUTES['EAP-Message'].of(eapMessage)),
      ...(state === undefined ? [] : ATTRIBUTES.State.of(state)),
    ],
  };
}
