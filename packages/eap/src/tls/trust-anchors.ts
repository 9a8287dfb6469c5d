/** Judges by path validation (RFC 5280 §6), for those who have no further policy or begin theirs with it. */

import { type Clock, isSallyportError } from '@sallyport/core';
import { type Certificate, OID, type PathOptions, type VerifiedPath, validatePath } from '@sallyport/pki';
import type { AlertName } from './alerts.ts';
import type { Judge } from './judge.ts';

export interface TrustAnchorOptions
  extends Omit<PathOptions, 'leaf' | 'intermediates' | 'at' | 'crls' | 'extendedKeyUsage' | 'keyUsage'> {
  readonly clock: Clock;
  /** Asked in every authentication, so that the newest lists count. */
  readonly crls?: () => PathOptions['crls'];
  /**
   * Peers only: names of which the server’s certificate must have one as dNSName (RFC 9190 §2.2). Without them every server
   * certificate of the anchors would do.
   */
  readonly serverNames?: readonly string[];
}

const ALERT_OF = new Map<string, AlertName>([
  ['E_PKI_PATH_NO_ISSUER', 'unknown_ca'],
  ['E_PKI_PATH_EXPIRED', 'certificate_expired'],
  ['E_PKI_PATH_NOT_YET_VALID', 'certificate_expired'],
  ['E_PKI_PATH_REVOKED', 'certificate_revoked'],
  ['E_PKI_PATH_EXTENDED_KEY_USAGE', 'unsupported_certificate'],
  ['E_PKI_PATH_KEY_USAGE', 'unsupported_certificate'],
]);

/**
 * A server’s judge of peers: their certificates must lead to an anchor, and be for client authentication if they say what
 * they are for (RFC 5216 §5.3).
 */
export function trustPeers(options: Omit<TrustAnchorOptions, 'serverNames'>): Judge<VerifiedPath> {
  return trust(options, OID.clientAuth);
}

/** A peer’s judge of servers: as {@link trustPeers}, for server authentication, and by name. */
export function trustServers(
  options: TrustAnchorOptions & { readonly serverNames: readonly string[] },
): Judge<VerifiedPath> {
  return trust(options, OID.serverAuth);
}

function trust(options: TrustAnchorOptions, purpose: string): Judge<VerifiedPath> {
  const { clock, crls, serverNames, ...rules } = options;
  return async ([leaf, ...intermediates]) => {
    try {
      const lists = crls?.();
      const path = validatePath({
        ...rules,
        leaf,
        intermediates,
        at: clock.now(),
        keyUsage: 'digitalSignature',
        ...(leaf.extendedKeyUsage === undefined ? {} : { extendedKeyUsage: purpose }),
        ...(lists === undefined ? {} : { crls: lists }),
      });
      if (serverNames === undefined || hasName(leaf, serverNames)) return { verdict: 'accept', grant: path };
      return { verdict: 'reject', reason: 'the server has another name', alert: 'bad_certificate' };
    } catch (cause) {
      if (!isSallyportError(cause)) throw cause;
      return { verdict: 'reject', reason: cause.message, alert: ALERT_OF.get(cause.code) ?? 'bad_certificate', cause };
    }
  };
}

/** Whole names, without wildcards. */
function hasName(certificate: Certificate, names: readonly string[]): boolean {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return certificate.subjectAltNames.some((name) => name.kind === 'dns' && wanted.has(name.value.toLowerCase()));
}
