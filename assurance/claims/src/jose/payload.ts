/** From the payload of a JWT to the credential in it, for both versions of the data model. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import type { DataModel } from '../credential/contexts.ts';
import { type Credential, type ParseOptions, readCredential } from '../credential/credential.ts';
import { formatTime } from '../credential/time.ts';
import { fail } from '../errors.ts';

export interface JwtPayload {
  readonly credential: Credential;
  /** Registered claims of the JWT itself (RFC 7519 §4.1), where they are there. */
  readonly issuedAt: Date | undefined;
  readonly notBefore: Date | undefined;
  readonly expires: Date | undefined;
}

/** How each version puts a credential into a payload. */
const READERS: Readonly<Record<DataModel, (payload: JsonObject) => JsonObject>> = {
  '2.0': readPlain,
  '1.1': readWrapped,
};

/** @throws E_CLAIMS_CREDENTIAL, E_CLAIMS_CONTEXT, E_CLAIMS_TIME, E_CLAIMS_ISSUER_MISMATCH, E_CLAIMS_TYP */
export function readPayload(payload: JsonObject, dataModel: DataModel, options: ParseOptions): JwtPayload {
  const credential = readCredential(READERS[dataModel](payload), options);
  if (credential.dataModel !== dataModel) throw fail('E_CLAIMS_TYP', 'typ and context are of different versions');
  requireSame(payload['iss'], credential.issuer, 'iss');
  requireSame(payload['jti'], credential.id, 'jti');
  requireSame(payload['sub'], credential.subjects[0]?.['id'], 'sub');
  return {
    credential,
    issuedAt: numericDate(payload, 'iat'),
    notBefore: numericDate(payload, 'nbf'),
    expires: numericDate(payload, 'exp'),
  };
}

/** VC JOSE COSE §3.1.1, §3.1.3: the payload is the credential, and `vc` and `vp` are not in it. */
function readPlain(payload: JsonObject): JsonObject {
  if (payload['vc'] !== undefined || payload['vp'] !== undefined) {
    throw fail('E_CLAIMS_CREDENTIAL', 'a vc+jwt has no vc or vp claim');
  }
  return payload;
}

/** VC Data Model 1.1 §6.3.1: the credential is the `vc` claim, and registered claims stand for some of its members. */
function readWrapped(payload: JsonObject): JsonObject {
  const { vc, iss, jti, sub } = payload;
  if (!isJsonObject(vc)) throw fail('E_CLAIMS_CREDENTIAL', 'the JWT has no vc claim');
  const subject = vc['credentialSubject'];
  const from = numericDate(payload, 'nbf');
  const until = numericDate(payload, 'exp');
  return {
    ...vc,
    ...whenMissing(vc, 'issuer', iss),
    ...whenMissing(vc, 'id', jti),
    ...whenMissing(vc, 'issuanceDate', from && formatTime(from)),
    ...whenMissing(vc, 'expirationDate', until && formatTime(until)),
    ...(isJsonObject(subject) ? { credentialSubject: { ...subject, ...whenMissing(subject, 'id', sub) } } : {}),
  };
}

function whenMissing(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  return value === undefined || Object.hasOwn(object, name) ? {} : { [name]: value };
}

function requireSame(claim: JsonValue | undefined, value: JsonValue | undefined, name: string): void {
  if (claim !== undefined && claim !== value) {
    throw fail('E_CLAIMS_ISSUER_MISMATCH', `claim ${name} and the credential name different things`);
  }
}

/** Seconds since 1970 (RFC 7519 §2). */
function numericDate(payload: JsonObject, name: string): Date | undefined {
  const value = payload[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || Math.abs(value) > 253_402_300_799) {
    throw fail('E_CLAIMS_TIME', `claim ${name} is not a time`);
  }
  return new Date(value * 1000);
}
