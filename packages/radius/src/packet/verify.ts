/** Whether a packet comes from somebody who knows the secret, and was not changed on its way. */

import type { Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import { CODE_DEFINITIONS, CODES, codeName } from './codes.ts';
import {
  digestsEqual,
  findMessageAuthenticator,
  messageAuthenticator,
  signedAuthenticator,
  ZERO_AUTHENTICATOR,
} from './digests.ts';
import { type Attribute, AUTHENTICATOR_LENGTH, type Packet } from './packet.ts';
import { VerifiedPacket } from './verified.ts';

export interface RequestPolicy {
  readonly secret: Secret;
  /** Refuses a request without Message-Authenticator, whose answer could be forged (CVE-2024-3596). */
  readonly requireMessageAuthenticator: boolean;
}

const EAP_MESSAGE = 79;
const PROXY_STATE = 33;
/** User-Password, CHAP-Password and ARAP-Password; EAP-Message is looked at before (RFC 3579 §3.3 note 1). */
const CREDENTIALS: ReadonlySet<number> = new Set([2, 3, 70]);

/**
 * Checks a request as its receiver does.
 * @throws E_RADIUS_CODE, E_RADIUS_MESSAGE_AUTHENTICATOR, E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING,
 * E_RADIUS_MESSAGE_AUTHENTICATOR_REPEATED, E_RADIUS_REQUEST_AUTHENTICATOR, E_RADIUS_PROXY_STATE, E_RADIUS_CREDENTIALS
 */
export function verifyRequest(packet: Packet, { secret, requireMessageAuthenticator }: RequestPolicy): VerifiedPacket {
  const definition = CODE_DEFINITIONS.get(packet.code);
  if (definition?.role !== 'request') throw fail('E_RADIUS_CODE', `${codeName(packet.code)} is no request`);
  const isSigned = definition.authenticator === 'signed';
  // RFC 2866 §3, RFC 5176 §3.4: the field counts as zeros, since it is made last.
  const counted = isSigned ? ZERO_AUTHENTICATOR : packet.authenticator;
  if (isSigned && !digestsEqual(signedAuthenticator(packet.bytes, ZERO_AUTHENTICATOR, secret), packet.authenticator)) {
    throw fail('E_RADIUS_REQUEST_AUTHENTICATOR', `the authenticator of the ${definition.name} is wrong`);
  }
  const isProved = checkMessageAuthenticator(packet, counted, secret);
  if (!isProved) checkUnproved(packet, requireMessageAuthenticator && packet.code !== CODES.ACCOUNTING_REQUEST);
  return new VerifiedPacket(packet, { secret, authenticator: counted });
}

function checkUnproved({ code, attributes }: Packet, isRequired: boolean): void {
  // RFC 5997 §3 and RFC 3579 §3.1 leave no choice.
  if (isRequired || code === CODES.STATUS_SERVER || has(attributes, EAP_MESSAGE)) {
    throw fail('E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING', `${codeName(code)} without Message-Authenticator`);
  }
  if (code !== CODES.ACCESS_REQUEST) return;
  // A collision needs an attribute that comes back unchanged in the answer.
  if (has(attributes, PROXY_STATE)) throw fail('E_RADIUS_PROXY_STATE', 'Proxy-State without Message-Authenticator');
  if (!attributes.some(({ type }) => CREDENTIALS.has(type))) {
    throw fail('E_RADIUS_CREDENTIALS', 'neither a credential nor Message-Authenticator');
  }
}

export interface ResponsePolicy extends RequestPolicy {
  /** What was asked. */
  readonly requestCode: number;
  /** 16 octets. */
  readonly requestAuthenticator: Uint8Array;
}

/**
 * Checks a response as whoever asked does. All of it must hold: the Response Authenticator alone can be forged.
 * @throws E_RADIUS_CODE, E_RADIUS_RESPONSE_AUTHENTICATOR, E_RADIUS_MESSAGE_AUTHENTICATOR,
 * E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING, E_RADIUS_MESSAGE_AUTHENTICATOR_REPEATED
 */
export function verifyResponse(packet: Packet, policy: ResponsePolicy): VerifiedPacket {
  const { secret, requestAuthenticator, requestCode } = policy;
  if (!CODE_DEFINITIONS.get(requestCode)?.answers?.includes(packet.code)) {
    throw fail('E_RADIUS_CODE', `${codeName(packet.code)} does not answer ${codeName(requestCode)}`);
  }
  if (!digestsEqual(signedAuthenticator(packet.bytes, requestAuthenticator, secret), packet.authenticator)) {
    throw fail('E_RADIUS_RESPONSE_AUTHENTICATOR', `the authenticator of the ${codeName(packet.code)} is wrong`);
  }
  const isProved = checkMessageAuthenticator(packet, requestAuthenticator, secret);
  // What answers Status-Server lets nobody in, and in RFC 5997 §6 has none.
  const isRequired = policy.requireMessageAuthenticator && requestCode === CODES.ACCESS_REQUEST;
  if (!isProved && (isRequired || has(packet.attributes, EAP_MESSAGE))) {
    throw fail('E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING', `${codeName(packet.code)} without Message-Authenticator`);
  }
  return new VerifiedPacket(packet, { secret, authenticator: requestAuthenticator });
}

/** Whether there is one. @throws E_RADIUS_MESSAGE_AUTHENTICATOR when it is wrong, E_RADIUS_MESSAGE_AUTHENTICATOR_REPEATED */
function checkMessageAuthenticator(packet: Packet, authenticator: Uint8Array, secret: Secret): boolean {
  const offset = findMessageAuthenticator(packet);
  if (offset === undefined) return false;
  const given = packet.bytes.subarray(offset, offset + AUTHENTICATOR_LENGTH);
  if (!digestsEqual(messageAuthenticator(packet.bytes, offset, authenticator, secret), given)) {
    throw fail('E_RADIUS_MESSAGE_AUTHENTICATOR', `the Message-Authenticator of the ${codeName(packet.code)} is wrong`);
  }
  return true;
}

function has(attributes: readonly Attribute[], wanted: number): boolean {
  return attributes.some(({ type }) => type === wanted);
}
