/** Who is at the other end of a TLS connection, as the domain's ledger knows the certificate that was shown. */

import type { CertificateLedger } from '@sallyport/ca';
import { bytesEqual, type Clock, isSallyportError } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import { Certificate } from '@sallyport/pki';

export interface CertifiedClientsOptions {
  readonly ledger: Pick<CertificateLedger, 'bySerialNumber'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Gives the name of the profile by which this domain certified the client; undefined for a client without a certificate, with
 * one of somebody else, or with one that was revoked or has ended. TLS proved that the client has the key.
 * @throws E_STORE_…
 */
export function certifiedClients({ ledger, clock }: CertifiedClientsOptions) {
  return async ({ connection }: HttpRequest): Promise<string | undefined> => {
    const certificate = parsed(connection.tls?.peerCertificate);
    if (certificate === undefined) return undefined;
    const entry = await ledger.bySerialNumber(certificate.serialNumber);
    if (entry === undefined || entry.revocation !== undefined || !bytesEqual(entry.der, certificate.der))
      return undefined;
    const now = clock.now();
    return entry.notBefore <= now && now <= entry.notAfter ? entry.profile : undefined;
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
