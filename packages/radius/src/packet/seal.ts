/** Making packets that their receiver can trust. Message-Authenticator stands first, before anything a stranger can choose. */

import type { Random, Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import { hideAttributes, type OutgoingAttribute } from '../hiding/hidden-attribute.ts';
import { CODE_DEFINITIONS, CODES, codeName } from './codes.ts';
import { MESSAGE_AUTHENTICATOR, messageAuthenticator, signedAuthenticator, ZERO_AUTHENTICATOR } from './digests.ts';
import { encodePacket } from './encode.ts';
import {
  ATTRIBUTE_HEADER_LENGTH,
  type Attribute,
  AUTHENTICATOR_LENGTH,
  AUTHENTICATOR_OFFSET,
  HEADER_LENGTH,
} from './packet.ts';

export interface RequestDraft {
  readonly code: number;
  readonly identifier: number;
  readonly attributes: readonly OutgoingAttribute[];
  readonly secret: Secret;
}

export interface SealedRequest {
  readonly bytes: Uint8Array;
  /** Against which its response is checked. */
  readonly authenticator: Uint8Array;
}

/** RFC 3579 §3.3, RFC 2866 §5.13: accounting has no Message-Authenticator. */
const WITHOUT_PROOF: ReadonlySet<number> = new Set([CODES.ACCOUNTING_REQUEST, CODES.ACCOUNTING_RESPONSE]);

/**
 * A Message-Authenticator among `attributes` is left out: the packet gets its own.
 * @throws E_RADIUS_ARGUMENT, E_RADIUS_PACKET_SIZE
 */
export function sealRequest({ code, identifier, attributes, secret }: RequestDraft, random: Random): SealedRequest {
  const definition = CODE_DEFINITIONS.get(code);
  if (definition?.role !== 'request') throw fail('E_RADIUS_ARGUMENT', `${codeName(code)} is no request`);
  const isSigned = definition.authenticator === 'signed';
  const authenticator = isSigned ? ZERO_AUTHENTICATOR : random.bytes(AUTHENTICATOR_LENGTH);
  const hidden = hideAttributes(attributes, { secret, authenticator }, random);
  const bytes = prove({ code, identifier, attributes: hidden, secret }, authenticator);
  if (isSigned) bytes.set(signedAuthenticator(bytes, ZERO_AUTHENTICATOR, secret), AUTHENTICATOR_OFFSET);
  return { bytes, authenticator: bytes.slice(AUTHENTICATOR_OFFSET, HEADER_LENGTH) };
}

export interface ResponseDraft extends Omit<RequestDraft, 'identifier'> {
  readonly request: {
    readonly code: number;
    readonly identifier: number;
    readonly authenticator: Uint8Array;
  };
}

/** @throws E_RADIUS_ARGUMENT, E_RADIUS_PACKET_SIZE */
export function sealResponse({ code, request, attributes, secret }: ResponseDraft, random: Random): Uint8Array {
  const { identifier, authenticator } = request;
  if (!CODE_DEFINITIONS.get(request.code)?.answers?.includes(code)) {
    throw fail('E_RADIUS_ARGUMENT', `${codeName(code)} does not answer ${codeName(request.code)}`);
  }
  const hidden = hideAttributes(attributes, { secret, authenticator }, random);
  const bytes = prove({ code, identifier, attributes: hidden, secret }, authenticator);
  bytes.set(signedAuthenticator(bytes, authenticator, secret), AUTHENTICATOR_OFFSET);
  return bytes;
}

interface Proving {
  readonly code: number;
  readonly identifier: number;
  readonly attributes: readonly Attribute[];
  readonly secret: Secret;
}

/** The packet with its Message-Authenticator, if its kind has one. */
function prove({ code, identifier, attributes, secret }: Proving, authenticator: Uint8Array): Uint8Array {
  const others = attributes.filter(({ type }) => type !== MESSAGE_AUTHENTICATOR);
  if (WITHOUT_PROOF.has(code)) return encodePacket({ code, identifier, authenticator, attributes: others });
  const proof = { type: MESSAGE_AUTHENTICATOR, value: ZERO_AUTHENTICATOR };
  const bytes = encodePacket({ code, identifier, authenticator, attributes: [proof, ...others] });
  const offset = HEADER_LENGTH + ATTRIBUTE_HEADER_LENGTH;
  bytes.set(messageAuthenticator(bytes, offset, authenticator, secret), offset);
  return bytes;
}
