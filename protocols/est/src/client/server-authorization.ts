/**
 * Is this the EST server (RFC 7030 §3.6)? For the `judged` trust of a connection that a device opens by itself; after
 * BRSKI the connection has been judged by the voucher.
 */

import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { isSallyportError } from '@sallyport/core';
import { Certificate, OID, validatePath } from '@sallyport/pki';
import { fail } from '../errors.ts';

export interface ServerExpectation {
  /** DNS name or IP address of the server, as configured. */
  readonly host: string;
  /** Explicit trust anchors, from /cacerts (RFC 7030 §3.6.1). */
  readonly explicit?: readonly Certificate[];
  /** Implicit trust anchors, for example the maker's (RFC 7030 §3.6.2). */
  readonly implicit?: readonly Certificate[];
  readonly at: Date | 'ignore-validity';
}

/**
 * Judges the chain a server presented. Under an explicit anchor the server is authorized by its name or by id-kp-cmcRA;
 * under an implicit one, which vouches for many servers, by its name alone.
 * @returns which anchors vouched
 * @throws E_EST_SERVER_UNTRUSTED, E_EST_SERVER_UNAUTHORIZED
 */
export function authorizeServer(
  chain: readonly Uint8Array[],
  { host, explicit = [], implicit = [], at }: ServerExpectation,
): 'explicit' | 'implicit' {
  const [leaf, ...intermediates] = parseChain(chain);
  const byExplicit = objection(leaf, intermediates, explicit, at);
  if (byExplicit === undefined) {
    if (answersTo(leaf, host) || leaf.extendedKeyUsage?.includes(OID.cmcRa) === true) return 'explicit';
    throw fail('E_EST_SERVER_UNAUTHORIZED', `the server certificate is neither for ${host} nor for a registrar`);
  }
  const byImplicit = objection(leaf, intermediates, implicit, at);
  if (byImplicit !== undefined) throw fail('E_EST_SERVER_UNTRUSTED', explicit.length > 0 ? byExplicit : byImplicit);
  if (answersTo(leaf, host)) return 'implicit';
  throw fail('E_EST_SERVER_UNAUTHORIZED', `the server certificate is not for ${host}`);
}

function parseChain(chain: readonly Uint8Array[]): readonly [Certificate, ...Certificate[]] {
  try {
    const [leaf, ...others] = chain.map((der) => Certificate.parse(der));
    if (leaf !== undefined) return [leaf, ...others];
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_EST_SERVER_UNTRUSTED', `the server certificate cannot be read: ${cause.message}`, { cause });
  }
  throw fail('E_EST_SERVER_UNTRUSTED', 'the server presented no certificate');
}

/** What speaks against a path to these anchors, or undefined. */
function objection(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  anchors: readonly Certificate[],
  at: Date | 'ignore-validity',
): string | undefined {
  if (anchors.length === 0) return 'there is no trust anchor';
  try {
    validatePath({ leaf, intermediates, anchors, at });
    return undefined;
  } catch (error) {
    if (isSallyportError(error)) return error.message;
    throw error;
  }
}

/** RFC 9525 §6: names in the subjectAltName count, the common name does not. */
function answersTo({ der }: Certificate, host: string): boolean {
  const certificate = new X509Certificate(der);
  if (isIP(host) !== 0) return certificate.checkIP(host) !== undefined;
  return certificate.checkHost(host, { subject: 'never', partialWildcards: false }) !== undefined;
}
