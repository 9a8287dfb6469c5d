/** The claims in a request. Only their form is looked at here: what is in them is judged once they are in the log. */

import { CLAIM_LIMITS } from '@sallyport/assurance-claims';
import { fromUtf8, isJsonObject, isSallyportError, type JsonValue, parseJson, utf8 } from '@sallyport/core';
import { type HttpRequest, requireMediaType } from '@sallyport/http';
import { fail } from '../errors.ts';

/** A credential secured by JOSE (VC JOSE COSE §6.1.1). */
const JOSE_TYPE = 'application/vc+jwt';
/** A credential as JSON with its proof, or an enveloped one (VC Data Model 2.0 §C.1). */
const DOCUMENT_TYPE = 'application/vc';
const LIST_TYPE = 'application/json';

const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

export interface Submission {
  readonly claims: readonly Uint8Array[];
  /** Whether they came as a list, and are to be answered as one. */
  readonly isList: boolean;
}

/** @throws E_HTTP_MEDIA_TYPE, E_CLAIM_LOG_EMPTY, E_CLAIM_LOG_TOO_LARGE, E_CLAIM_LOG_TOO_MANY, E_CLAIM_LOG_FORM */
export function readSubmission(request: HttpRequest, most: number): Submission {
  const { essence } = requireMediaType(request, JOSE_TYPE, DOCUMENT_TYPE, LIST_TYPE);
  const { body } = request;
  if (body.length === 0) throw fail('E_CLAIM_LOG_EMPTY', 'the request has no body');
  if (essence === LIST_TYPE) return { claims: readList(body, most), isList: true };
  requireSize(body);
  if (essence === JOSE_TYPE) requireCompact(read(() => fromUtf8(body)));
  else if (!isJsonObject(read(() => parseJson(body, CLAIM_LIMITS)))) throw malformed('the document is no JSON object');
  return { claims: [body], isList: false };
}

function readList(body: Uint8Array, most: number): readonly Uint8Array[] {
  const list = read((): JsonValue => parseJson(body, { maxBytes: most * CLAIM_LIMITS.maxBytes, maxDepth: 1 }));
  if (isJsonObject(list) || typeof list !== 'object' || list === null) throw malformed('the body is no JSON array');
  if (list.length === 0) throw fail('E_CLAIM_LOG_EMPTY', 'a list of no claims');
  if (list.length > most)
    throw fail('E_CLAIM_LOG_TOO_MANY', `${list.length} claims are more than ${most} in one request`);
  return list.map((token) => {
    const bytes = utf8(requireCompact(token));
    requireSize(bytes);
    return bytes;
  });
}

function requireCompact(token: JsonValue): string {
  if (typeof token !== 'string' || !COMPACT.test(token)) throw malformed('a token is no compact JWS');
  return token;
}

function requireSize({ length }: Uint8Array): void {
  if (length > CLAIM_LIMITS.maxBytes)
    throw fail('E_CLAIM_LOG_TOO_LARGE', `a claim is larger than ${CLAIM_LIMITS.maxBytes} bytes`);
}

/** Text and JSON that cannot be read are the sender's fault. */
function read<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (cause) {
    if (isSallyportError(cause)) throw fail('E_CLAIM_LOG_FORM', cause.message, { cause });
    throw cause;
  }
}

function malformed(message: string) {
  return fail('E_CLAIM_LOG_FORM', message);
}
