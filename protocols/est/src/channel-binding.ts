/**
 * Linking identity and proof of possession (RFC 7030 §3.5): the request carries, in its challengePassword, the channel
 * binding of the TLS connection it travels on, so that a signed request cannot be passed on over another connection.
 *
 * TLS 1.2 binds with tls-unique (RFC 5929 §3). TLS 1.3 has no tls-unique; there tls-exporter takes its place
 * (RFC 9266), in the same attribute and encoding.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import { toBase64 } from '@sallyport/core';
import { type ConnectionInfo, channelBinding } from '@sallyport/http';
import type { CertificateRequest } from '@sallyport/pki';
import { fail } from './errors.ts';

/** `none`: the challengePassword is not looked at. `if-present`: when there is one, it must fit. */
export type BindingPolicy = 'none' | 'if-present' | 'required';

/** The challengePassword that binds a request to the connection with this channel binding. */
export function bindingPassword(binding: Uint8Array): string {
  return toBase64(binding);
}

/**
 * Checks that a request belongs to the connection it came over.
 * @throws E_EST_BINDING_MISSING, E_EST_BINDING_MISMATCH
 */
export function checkBinding(csr: CertificateRequest, connection: ConnectionInfo, policy: BindingPolicy): void {
  if (policy === 'none') return;
  if (csr.challengePassword === undefined) {
    if (policy === 'required') throw fail('E_EST_BINDING_MISSING', 'the request has no challengePassword');
    return;
  }
  const expected = bindingPassword(channelBinding(connection).value);
  if (!sameText(csr.challengePassword.trim(), expected)) {
    throw fail('E_EST_BINDING_MISMATCH', 'the challengePassword is not the channel binding of this connection');
  }
}

/** Compares by digest, so that time tells nothing of the expected value. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
