/** The pledge's voucher-request (RFC 8995 §5.2). */

import { type CertificateInput, certificateFrom, type KeyInput } from './credentials.ts';
import { type Dialect, requestRoot } from './dialect.ts';
import { createVoucher } from './voucher.ts';

export interface PledgeVoucherRequestOptions {
  /** Left out by pledges without a clock. */
  readonly createdOn?: Date;
  /** The serialNumber in the IDevID's subject. */
  readonly serialNumber: string;
  /** Wire text; see `createNonce`. RFC 8995 §5.2 demands one of a pledge. */
  readonly nonce?: string;
  /** The first certificate the registrar sent in the TLS handshake. */
  readonly registrarTlsCertificate: CertificateInput;
  /** The IDevID. */
  readonly certificate: CertificateInput;
  readonly key: KeyInput;
  /** More certificates for the CMS, such as the IDevID's issuers. */
  readonly certificates?: readonly CertificateInput[];
  readonly dialect?: Dialect;
}

/**
 * Makes and signs the voucher-request of a pledge that saw this registrar: assertion `proximity`. Gives CMS DER.
 * @throws E_BRSKI_API_ARGUMENT, E_BRSKI_API_KEY
 * @example
 * const cms = await signPledgeVoucherRequest({
 *   createdOn: new Date(),
 *   serialNumber: '00-D0-E5-F2-00-02',
 *   nonce: createNonce(systemRandom),
 *   registrarTlsCertificate: tlsServerChain[0],
 *   certificate: readFileSync('idevid.crt'),
 *   key: readFileSync('idevid.key'),
 * });
 */
export async function signPledgeVoucherRequest(options: PledgeVoucherRequestOptions): Promise<Uint8Array> {
  const { createdOn, nonce, dialect } = options;
  const request = createVoucher('voucher-request')
    .set('assertion', 'proximity')
    .set('serialNumber', options.serialNumber)
    .set('proximityRegistrarCert', certificateFrom(options.registrarTlsCertificate).der);
  if (createdOn !== undefined) request.set('createdOn', createdOn);
  if (nonce !== undefined) request.set('nonce', nonce);
  return await request.sign({
    certificate: options.certificate,
    key: options.key,
    certificates: options.certificates ?? [],
    ...requestRoot(dialect),
  });
}
