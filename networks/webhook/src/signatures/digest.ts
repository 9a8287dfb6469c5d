/** Content-Digest (RFC 9530): what ties a body to the signature of its message. */

import { createHash } from 'node:crypto';
import { bytesEqual } from '@sallyport/core';
import { fail } from '../errors.ts';
import { readSignatures } from './fields.ts';

const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** Every digest that is understood must be right, and one must be. @throws E_WEBHOOK_DIGEST, E_WEBHOOK_SIGNATURE_SYNTAX */
export function checkContentDigest(field: string | undefined, body: Uint8Array): void {
  if (field === undefined) throw fail('E_WEBHOOK_DIGEST', 'the body has no digest');
  const members = [...readSignatures(field)].filter(([name]) => ALGORITHMS.has(name));
  const isRight = members.every(([name, digest]) => {
    const algorithm = ALGORITHMS.get(name) ?? '';
    return bytesEqual(createHash(algorithm).update(body).digest(), digest);
  });
  if (members.length === 0 || !isRight) throw fail('E_WEBHOOK_DIGEST', 'the body is not the one that was digested');
}
