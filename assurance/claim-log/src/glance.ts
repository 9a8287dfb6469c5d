/**
 * What a claim says of itself, at a glance: for lists to be ordered and searched by. Nobody has verified any of it, and
 * nothing is decided by it; what cannot be read at a glance is left out.
 */

import { CLAIM_LIMITS } from '@sallyport/assurance-claims';
import { fromUtf8, isJsonObject, isSallyportError, type JsonObject, type JsonValue, parseJson } from '@sallyport/core';

export type Glance = {
  /** The type of what was claimed in the end, within what passed it on. */
  readonly type: string | null;
  readonly issuer: string | null;
  /** Whom or what it is about: the subject's `id`, else the type of devices, the rule or the relation that it speaks of. */
  readonly subject: string | null;
  readonly deviceType: string | null;
  /** As it stands there. */
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  /** How often it was passed on. */
  readonly hops: number;
};

const NOTHING: Glance = {
  type: null,
  issuer: null,
  subject: null,
  deviceType: null,
  validFrom: null,
  validUntil: null,
  hops: 0,
};

const ENVELOPE = 'data:application/vc+jwt,';
const PASSED_ON = 'Reattestation';
const OPENING_BRACE = 0x7b;
/** Longest text that is kept; what is longer begins so. In bytes of UTF-8, as an index takes it. */
const MAX_BYTES = 512;
const UNSTORABLE = /[\p{Cc}\p{Cs}]/gu;

/** Never throws for what a stranger wrote. */
export function glanceAt(bytes: Uint8Array): Glance {
  try {
    return glance(documentIn(bytes), 0);
  } catch (thrown) {
    if (!isSallyportError(thrown)) throw thrown;
    return NOTHING;
  }
}

function glance(document: JsonObject | undefined, hops: number): Glance {
  if (document === undefined) return { ...NOTHING, hops };
  const { type, issuer, validFrom, validUntil, issuanceDate, expirationDate, credentialSubject } = document;
  const subject = first(credentialSubject);
  const name = listOf(type).find((each) => each !== 'VerifiableCredential');
  const within = name === PASSED_ON && hops < CLAIM_LIMITS.maxHops ? subject['claim'] : undefined;
  if (isJsonObject(within)) return glance(unwrapped(within), hops + 1);
  return {
    type: textIn(name),
    issuer: textIn(isJsonObject(issuer) ? issuer['id'] : issuer),
    subject:
      textIn(subject['id']) ?? textIn(subject['deviceType']) ?? textIn(subject['rule']) ?? textIn(subject['relation']),
    deviceType: textIn(subject['deviceType']),
    validFrom: textIn(validFrom ?? issuanceDate),
    validUntil: textIn(validUntil ?? expirationDate),
    hops,
  };
}

function documentIn(bytes: Uint8Array): JsonObject | undefined {
  if (bytes.find((byte) => byte > 0x20) !== OPENING_BRACE) return payloadOf(fromUtf8(bytes));
  const document = parseJson(bytes, CLAIM_LIMITS);
  return isJsonObject(document) ? unwrapped(document) : undefined;
}

function unwrapped(document: JsonObject): JsonObject | undefined {
  const { id } = document;
  return typeof id === 'string' && id.startsWith(ENVELOPE) ? payloadOf(id.slice(ENVELOPE.length)) : document;
}

function payloadOf(token: string): JsonObject | undefined {
  const [, payload = ''] = token.trim().split('.', 2);
  const value = parseJson(Buffer.from(payload, 'base64url'), CLAIM_LIMITS);
  if (!isJsonObject(value)) return undefined;
  const { vc, iss } = value;
  // VC Data Model 1.1 §6.3.1: the credential is the `vc` claim, and a registered claim may stand for its issuer.
  return isJsonObject(vc) ? { ...(iss === undefined ? {} : { issuer: iss }), ...vc } : value;
}

function first(value: JsonValue | undefined): JsonObject {
  const one = isList(value) ? value[0] : value;
  return isJsonObject(one) ? one : {};
}

function listOf(value: JsonValue | undefined): readonly (JsonValue | undefined)[] {
  return isList(value) ? value : [value];
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** What every database can keep and put in order. */
function textIn(value: JsonValue | undefined): string | null {
  if (typeof value !== 'string') return null;
  let text = value.slice(0, MAX_BYTES).toWellFormed().replaceAll(UNSTORABLE, '\ufffd');
  while (Buffer.byteLength(text) > MAX_BYTES) text = text.slice(0, -1).toWellFormed();
  return text === '' ? null : text;
}
