/** The registrar's voucher-request, made from a pledge's (RFC 8995 §5.5). */

import { bytesEqual } from '@sallyport/core';
import { checkArtifact } from '../artifact/index.ts';
import { type CertificateInput, certificateFrom, type KeyInput } from './credentials.ts';
import { type Dialect, requestRoot } from './dialect.ts';
import { fail } from './errors.ts';
import type { Trust } from './trust.ts';
import { createVoucher, Voucher } from './voucher.ts';

export interface RegistrarVoucherRequestOptions {
  /** CMS DER as the pledge sent it; it goes along byte for byte. */
  readonly pledgeVoucherRequest: Uint8Array;
  readonly createdOn: Date;
  /** Parsed out of the IDevID that authenticated the TLS connection, never out of the request (RFC 8995 §5.5). */
  readonly serialNumber: string;
  /** See `idevidIssuerOf`. */
  readonly idevidIssuer: Uint8Array;
  /** The certificate this registrar presented to the pledge in TLS. */
  readonly registrarTlsCertificate: CertificateInput;
  /** The certificate this registrar signs with. */
  readonly certificate: CertificateInput;
  readonly key: KeyInput;
  /** More certificates for the CMS: of the chain that the MASA shall pin, and no others (RFC 8995 §5.5). */
  readonly certificates?: readonly CertificateInput[];
  /** Whose pledges to believe. */
  readonly pledgeTrust: Trust;
  readonly dialect?: Dialect;
}

/**
 * Checks a pledge's voucher-request — signature, serial number, assertion `proximity`, and that the pledge saw this
 * registrar — and makes and signs the registrar's own. Gives CMS DER.
 * @throws E_BRSKI_API_SERIAL, E_BRSKI_API_ASSERTION, E_BRSKI_API_PROXIMITY, E_BRSKI_SIGNATURE, E_BRSKI_VOUCHER_RULE,
 * E_BRSKI_VOUCHER_SYNTAX, E_BRSKI_CMS_SYNTAX, E_BRSKI_API_ARGUMENT, E_BRSKI_API_KEY
 */
export async function signVoucherRequest(options: RegistrarVoucherRequestOptions): Promise<Uint8Array> {
  const { pledgeVoucherRequest, serialNumber, dialect } = options;
  const { voucher: pledge } = Voucher.verify(pledgeVoucherRequest, {
    kind: 'voucher-request',
    trust: options.pledgeTrust,
    ...requestRoot(dialect),
  });
  checkArtifact(pledge.toArtifact(), 'pledge-voucher-request');
  // RFC 8995 §5.5: the claim is compared with the certificate and never copied from.
  if (pledge.get('serialNumber') !== serialNumber) {
    throw fail('E_BRSKI_API_SERIAL', "the pledge's voucher-request has another serial number than its IDevID");
  }
  // RFC 8995 §5.2.
  if (pledge.get('assertion') !== 'proximity') {
    throw fail('E_BRSKI_API_ASSERTION', "the pledge's voucher-request does not assert proximity");
  }
  const seen = pledge.get('proximityRegistrarCert');
  if (seen === undefined || !bytesEqual(seen, certificateFrom(options.registrarTlsCertificate).der)) {
    throw fail('E_BRSKI_API_PROXIMITY', 'the pledge saw another registrar certificate');
  }
  const request = createVoucher('voucher-request')
    .set('createdOn', options.createdOn)
    .set('assertion', 'proximity')
    .set('serialNumber', serialNumber)
    .set('idevidIssuer', options.idevidIssuer)
    .set('priorSignedVoucherRequest', pledgeVoucherRequest);
  const nonce = pledge.get('nonce');
  if (nonce !== undefined) request.set('nonce', nonce);
  return await request.sign({
    certificate: options.certificate,
    key: options.key,
    certificates: options.certificates ?? [],
    ...requestRoot(dialect),
  });
}
