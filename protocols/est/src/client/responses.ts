/** Reads the bodies of successful answers (RFC 7030 §4.1.3, §4.2.3, §4.4.2). Nothing read here is verified yet. */

import { createPrivateKey, createPublicKey } from 'node:crypto';
import { isSallyportError, type Secret } from '@sallyport/core';
import { parseMediaType } from '@sallyport/http';
import { type Certificate, spkiOf } from '@sallyport/pki';
import { decodeBody } from '../body.ts';
import { decodeCertsOnly } from '../certs-only.ts';
import { fail } from '../errors.ts';
import { MEDIA_TYPE } from '../media-types.ts';
import { decodeMultipart } from '../multipart.ts';
import { type EstHttpResponse, headerOf } from './exchange.ts';

/** The Content-Type field of an answer whose media type is one of these. @throws E_EST_RESPONSE_TYPE */
export function requireType(response: EstHttpResponse, ...essences: readonly string[]): string {
  const field = headerOf(response, 'content-type') ?? '';
  const essence = parseMediaType(field)?.essence;
  if (essence === undefined || !essences.includes(essence)) {
    throw fail('E_EST_RESPONSE_TYPE', `the answer is not ${essences.join(' or ')}`);
  }
  return field;
}

/** @throws E_EST_RESPONSE_TYPE, E_EST_BASE64, E_EST_CERTS_ONLY */
export function readCertsOnly(response: EstHttpResponse): readonly Certificate[] {
  requireType(response, MEDIA_TYPE.pkcs7);
  return decodeCertsOnly(decodeBody(response.body));
}

/** @throws E_EST_RESPONSE_TYPE, E_EST_MULTIPART, E_EST_BASE64, E_EST_CERTS_ONLY */
export function readServerKey(response: EstHttpResponse): {
  readonly key: Uint8Array;
  readonly certificates: readonly Certificate[];
} {
  const parts = decodeMultipart(requireType(response, MEDIA_TYPE.multipart), response.body);
  const find = (type: string) => parts.filter(({ contentType }) => parseMediaType(contentType)?.essence === type);
  const [keyPart, secondKey] = find(MEDIA_TYPE.pkcs8);
  const [certificatePart, second] = find(MEDIA_TYPE.pkcs7);
  if (keyPart === undefined || certificatePart === undefined || secondKey !== undefined || second !== undefined) {
    throw fail('E_EST_MULTIPART', 'the answer is not one private key and one certificate');
  }
  return { key: decodeBody(keyPart.body), certificates: decodeCertsOnly(decodeBody(certificatePart.body)) };
}

/** The SubjectPublicKeyInfo that belongs to a PKCS #8 private key. @throws E_EST_SERVER_KEY */
export function publicKeyOf(privateKey: Secret): Uint8Array {
  try {
    const key = createPrivateKey({ key: Buffer.from(privateKey.expose()), format: 'der', type: 'pkcs8' });
    return spkiOf(createPublicKey(key));
  } catch (cause) {
    if (isSallyportError(cause)) throw cause;
    throw fail('E_EST_SERVER_KEY', 'the private key cannot be read');
  }
}
