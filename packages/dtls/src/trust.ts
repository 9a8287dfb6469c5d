/** Judging the other side: what it showed becomes an identity, or a refusal that says why. */

import { type Clock, isSallyportError } from '@sallyport/core';
import { Certificate, importPublicKey, type PathOptions, validatePath } from '@sallyport/pki';
import {
  type CertificateCredentials,
  isP256,
  type PeerIdentity,
  type RawPublicKey,
  type RawPublicKeyCredentials,
  type TrustContext,
  type TrustVerdict,
} from './credentials.ts';
import { type DtlsErrorCode, fail } from './errors.ts';
import type { CertificateEntries } from './messages/certificate.ts';

/** What was shown and trusted; whether the peer has the private key is for a signature to prove. */
export interface TrustedPeer {
  readonly key: RawPublicKey['key'];
  readonly identity: PeerIdentity;
}

const CODE_OF: Readonly<Record<'untrusted' | 'unknown-ca' | 'expired' | 'revoked', DtlsErrorCode>> = {
  untrusted: 'E_DTLS_CERTIFICATE_UNTRUSTED',
  'unknown-ca': 'E_DTLS_CERTIFICATE_UNKNOWN_CA',
  expired: 'E_DTLS_CERTIFICATE_EXPIRED',
  revoked: 'E_DTLS_CERTIFICATE_REVOKED',
};

/**
 * @throws E_DTLS_CERTIFICATE, E_DTLS_CERTIFICATE_KEY, E_DTLS_CERTIFICATE_UNTRUSTED, E_DTLS_CERTIFICATE_UNKNOWN_CA,
 * E_DTLS_CERTIFICATE_EXPIRED, E_DTLS_CERTIFICATE_REVOKED
 */
export function judgePeer(
  credentials: CertificateCredentials | RawPublicKeyCredentials,
  entries: CertificateEntries,
  context: TrustContext,
): TrustedPeer {
  if (credentials.type === 'raw-public-key') {
    const spki = entries[0];
    if (spki === undefined) throw fail('E_DTLS_CERTIFICATE', 'no raw public key');
    const key = readable(() => importPublicKey(spki));
    requireP256(key);
    requireTrust(credentials.trust?.({ spki, key }, context));
    return { key, identity: { type: 'raw-public-key', spki, key } };
  }
  const [leaf, ...others] = readable(() => entries.map((entry) => Certificate.parse(entry)));
  if (leaf === undefined) throw fail('E_DTLS_CERTIFICATE', 'no certificate');
  const key = readable(() => leaf.publicKey);
  requireP256(key);
  // RFC 8422 §5.3: the key signs.
  const usage = readable(() => leaf.keyUsage);
  if (usage?.has('digitalSignature') === false) {
    throw fail('E_DTLS_CERTIFICATE_KEY', 'the certificate’s key may not be used for signatures');
  }
  const chain = [leaf, ...others] as const;
  requireTrust(credentials.trust?.(chain, context));
  return { key, identity: { type: 'certificate', chain } };
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw fail('E_DTLS_CERTIFICATE', 'a certificate or key cannot be read', { cause });
  }
}

function requireP256(key: RawPublicKey['key']): void {
  if (!isP256(key)) throw fail('E_DTLS_CERTIFICATE_KEY', 'the public key is not one on P-256');
}

/** Nobody to ask is a no. */
function requireTrust(verdict: TrustVerdict = { trusted: false, reason: 'untrusted' }): void {
  if (verdict.trusted) return;
  const options = verdict.cause === undefined ? {} : { cause: verdict.cause };
  throw fail(CODE_OF[verdict.reason], `the peer’s certificate or key is not accepted: ${verdict.reason}`, options);
}

const REASON_OF = new Map<string, 'unknown-ca' | 'expired' | 'revoked'>([
  ['E_PKI_PATH_NO_ISSUER', 'unknown-ca'],
  ['E_PKI_PATH_EXPIRED', 'expired'],
  ['E_PKI_PATH_NOT_YET_VALID', 'expired'],
  ['E_PKI_PATH_REVOKED', 'revoked'],
]);

/**
 * Trust by path validation (RFC 5280 §6) to one of `anchors`, at the clock’s time. It says nothing of names: whether
 * the certificate is that of the side one means to talk to is for the caller to judge, from the session’s
 * `peerIdentity`.
 */
export function trustAnchors(
  options: Omit<PathOptions, 'leaf' | 'intermediates' | 'at'> & { readonly clock: Clock },
): NonNullable<CertificateCredentials['trust']> {
  const { clock, ...rules } = options;
  return ([leaf, ...intermediates]) => {
    try {
      validatePath({ ...rules, leaf, intermediates, at: clock.now() });
      return { trusted: true };
    } catch (cause) {
      if (!isSallyportError(cause)) throw cause;
      return { trusted: false, reason: REASON_OF.get(cause.code) ?? 'untrusted', cause };
    }
  };
}
