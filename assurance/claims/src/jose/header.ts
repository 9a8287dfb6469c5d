/** The JOSE header of a claim (RFC 7515 §4, VC JOSE COSE §3.1.1). */

import { fromBase64, isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import type { DataModel } from '../credential/contexts.ts';
import { fail } from '../errors.ts';
import { isJoseAlgorithm, type JoseAlgorithm } from './algorithms.ts';

export interface JoseHeader {
  readonly algorithm: JoseAlgorithm;
  /** How the payload is to be read, from `typ`. */
  readonly dataModel: DataModel;
  readonly kid: string | undefined;
  readonly iss: string | undefined;
  /** The leaf first. */
  readonly chain: readonly [Certificate, ...Certificate[]] | undefined;
}

/** Media types without `application/` (RFC 7515 §4.1.9); what was signed by the Data Model 1.1 has the type of any JWT. */
const TYPES: ReadonlyMap<string, DataModel> = new Map([
  ['vc+jwt', '2.0'],
  ['jwt', '1.1'],
]);
const CONTENT_TYPES = new Set(['vc']);

/**
 * What is never followed: keys that the token brings itself, addresses of keys, and extensions that change how the token
 * is read (RFC 8725 §3.10; RFC 7515 §4.1.11: what is critical and not understood is refused).
 */
const REFUSED = ['jwk', 'jku', 'x5u', 'crit', 'b64', 'zip', 'enc'];
const MAX_CHAIN = 8;

/**
 * @throws E_CLAIMS_ALGORITHM, E_CLAIMS_TYP, E_CLAIMS_HEADER, E_CLAIMS_CERTIFICATE
 */
export function readHeader(header: JsonObject, allowed: readonly JoseAlgorithm[]): JoseHeader {
  const algorithm = readAlgorithm(header, allowed);
  const { x5c } = header;
  const dataModel = TYPES.get(mediaType(header['typ']) ?? '');
  if (dataModel === undefined) throw fail('E_CLAIMS_TYP', 'typ does not say that this is a credential');
  const contentType = mediaType(header['cty']);
  if (contentType !== undefined && !CONTENT_TYPES.has(contentType)) {
    throw fail('E_CLAIMS_TYP', 'cty does not say that this is a credential');
  }
  return {
    algorithm,
    dataModel,
    kid: optionalText(header, 'kid'),
    iss: optionalText(header, 'iss'),
    chain: x5c === undefined ? undefined : readChain(x5c),
  };
}

/** The algorithm of a header that changes nothing else. @throws E_CLAIMS_ALGORITHM, E_CLAIMS_HEADER */
export function readAlgorithm(header: JsonObject, allowed: readonly JoseAlgorithm[]): JoseAlgorithm {
  const { alg } = header;
  if (!isJoseAlgorithm(alg) || !allowed.includes(alg)) {
    throw fail('E_CLAIMS_ALGORITHM', 'the algorithm is not on the list of what is allowed');
  }
  const refused = REFUSED.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined) throw fail('E_CLAIMS_HEADER', `header parameter ${refused} is not accepted`);
  return alg;
}

function mediaType(value: JsonValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw fail('E_CLAIMS_TYP', 'a media type is not a text');
  return value.toLowerCase().replace(/^application\//, '');
}

/** @throws E_CLAIMS_HEADER */
export function optionalText(header: JsonObject, name: string): string | undefined {
  const value = header[name];
  if (value === undefined || typeof value === 'string') return value;
  throw fail('E_CLAIMS_HEADER', `header parameter ${name} is not a text`);
}

/** RFC 7515 §4.1.6: standard base64 of DER, the certificate of the key first. */
function readChain(value: JsonValue): readonly [Certificate, ...Certificate[]] {
  if (isJsonObject(value) || typeof value !== 'object' || value === null || value.length > MAX_CHAIN) {
    throw fail('E_CLAIMS_HEADER', `x5c is not a list of at most ${MAX_CHAIN} certificates`);
  }
  try {
    const [leaf, ...others] = value.map((entry) => Certificate.parse(fromBase64(String(entry))));
    if (leaf !== undefined) return [leaf, ...others];
  } catch (cause) {
    throw fail('E_CLAIMS_HEADER', 'x5c holds what is no certificate', { cause });
  }
  throw fail('E_CLAIMS_HEADER', 'x5c is empty');
}
