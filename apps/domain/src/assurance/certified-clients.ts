/** Who is at the other end of a TLS connection, as the domain's ledger knows the certificate that was shown. */

import type { CertificateLedger, LedgerEntry } from '@sallyport/ca';
import { bytesEqual, type Clock, isSallyportError } from '@sallyport/core';
import type { ConnectionInfo } from '@sallyport/http';
import { Certificate } from '@sallyport/pki';

export interface CertifiedClientsOptions {
  readonly ledger: Pick<CertificateLedger, 'bySerialNumber'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Gives what the ledger says of the client's certificate; undefined for a client without one, with one of somebody else, or with
 * one that was revoked or has ended. TLS proved that the client has the key.
 * @throws E_STORE_…
 */
export function certifiedClients({ ledger, clock }: CertifiedClientsOptions) {
  return async ({ tls }: Pick<ConnectionInfo, 'tls'>): Promise<LedgerEntry | undefined> => {
    const certificate = parsed(tls?.peerCertificate);
    if (certificate === undefined) return undefined;
    const entry = await ledger.bySerialNumber(certificate.serialNumber);
    if (entry === undefined || entry.revocation !== undefined || !bytesEqual(entry.der, certificate.der))
      return undefined;
    const now = clock.now();
    return entry.notBefore <= now && now <= entry.notAfter ? entry : undefined;
  };
}

function parsed(der: Uint8Array | undefined): Certificate | undefined {
  try {
    return der === undefined ? undefined : Certificate.parse(der);
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw thrown;
  }
}
