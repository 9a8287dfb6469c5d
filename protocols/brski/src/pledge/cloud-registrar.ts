/**
 * A cloud registrar is authenticated like any web server before anything is sent to it, by anchors from the factory
 * and its DNS name (RFC 8995 §2.7, RFC 6125).
 */

import { isSallyportError, reasonOf } from '@sallyport/core';
import { type Certificate, OID, validatePath } from '@sallyport/pki';
import { fail } from '../errors.ts';
import type { ProvisionalConnection } from './registrar-connection.ts';

/** @throws E_BRSKI_PLEDGE_CLOUD */
export function checkCloudRegistrar(
  connection: ProvisionalConnection,
  host: string,
  anchors: readonly Certificate[],
  at: Date | undefined,
): void {
  try {
    if (!hasDnsId(connection.registrar, host)) {
      throw fail('E_BRSKI_PLEDGE_CLOUD', `its certificate is not for ${host}`);
    }
    validatePath({
      leaf: connection.registrar,
      intermediates: connection.chain.slice(1),
      anchors,
      at: at ?? 'ignore-validity',
      extendedKeyUsage: OID.serverAuth,
    });
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_PLEDGE_CLOUD', `the cloud registrar cannot be believed: ${reasonOf(cause)}`, {
      cause,
      details: { cause: cause.code },
    });
  }
}

/** RFC 6125 §6.4: a DNS-ID of the certificate matches; a wildcard may stand for the whole left-most label. */
export function hasDnsId(certificate: Certificate, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return certificate.subjectAltNames.some((each) => each.kind === 'dns' && matches(each.value.toLowerCase(), name));
}

function matches(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === name;
  const [, ...parent] = name.split('.');
  // A wildcard directly under a top-level domain would speak for everybody.
  return parent.length >= 2 && pattern.slice(2) === parent.join('.');
}
