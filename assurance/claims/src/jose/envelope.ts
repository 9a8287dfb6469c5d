/** A compact JWS as a document (VC Data Model 2.0 §4.13), so that it can stand inside another. */

import type { JsonObject } from '@sallyport/core';
import { CREDENTIALS_V2 } from '../credential/contexts.ts';
import { fail } from '../errors.ts';
import { listOf } from '../json/list.ts';

const TYPE = 'EnvelopedVerifiableCredential';
const MEDIA = 'data:application/vc+jwt,';
const TOKEN = /^[A-Za-z0-9_.-]+$/;

export function envelop(token: string): JsonObject {
  return { '@context': CREDENTIALS_V2, id: MEDIA + token, type: TYPE };
}

/** The token in an envelope; undefined when the document is none. @throws E_CLAIMS_FORM */
export function envelopedToken({ type, id }: JsonObject): string | undefined {
  if (!listOf(type).includes(TYPE)) return undefined;
  const token = typeof id === 'string' && id.startsWith(MEDIA) ? id.slice(MEDIA.length) : '';
  if (!TOKEN.test(token)) throw fail('E_CLAIMS_FORM', 'an envelope without a vc+jwt');
  return token;
}
