/** The MASA's voucher, made from a registrar's voucher-request (RFC 8995 §5.5, §5.6). */

import { bytesEqual, isSallyportError } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { type Assertion, checkArtifact } from '../artifact/index.ts';
import { spkiFingerprint } from '../domain-id.ts';
import { serialNumberOf } from '../idevid.ts';
import { ID_KP_CMC_RA } from '../oids.ts';
import { type CertificateInput, certificateFrom, type KeyInput } from './credentials.ts';
import { type Dialect, requestRoot } from './dialect.ts';
import { fail } from './errors.ts';
import type { Trust } from './trust.ts';
import { createVoucher, type VerifiedVoucher, Voucher } from './voucher.ts';

/**
 * Finds whom a device belongs to: given its serial number and the certificates in the registrar's CMS, the
 * registrar's own first, the certificate to pin, or undefined when the device is unknown or not to be had.
 */
export type OwnerLookup = (
  serialNumber: string,
  registrarCertificates: readonly Certificate[],
) => CertificateInput | undefined | Promise<CertificateInput | undefined>;

export interface MasaVoucherOptions {
  /** The registrar's voucher-request, CMS DER. */
  readonly voucherRequest: Uint8Array;
  readonly createdOn: Date;
  /** For nonceless vouchers; left out of others, since expires-on and nonce exclude each other (RFC 8366 §5.3). */
  readonly expiresOn?: Date;
  readonly lookup: OwnerLookup;
  readonly certificate: CertificateInput;
  readonly key: KeyInput;
  /** More certificates for the CMS: RFC 8366 §5.4 wishes all up to the pledge's anchor. */
  readonly certificates?: readonly CertificateInput[];
  readonly registrarTrust: Trust;
  /** For the pledge's request inside the registrar's. */
  readonly pledgeTrust: Trust;
  /** Whether to insist on the pledge's request (RFC 8995 §5.5.5). Default `required`. */
  readonly priorRequest?: 'required' | 'optional';
  /** Default: `proximity` when the pledge's request proves it, else `logged`. */
  readonly assertion?: Assertion;
  readonly dialect?: Dialect;
}

/**
 * Checks a registrar's voucher-request and the pledge's inside it, asks who owns the device, and makes and signs the
 * voucher. Gives CMS DER.
 * @throws E_BRSKI_API_NOT_A_REGISTRAR, E_BRSKI_API_PRIOR_REQUEST, E_BRSKI_API_SERIAL, E_BRSKI_API_NONCE,
 * E_BRSKI_API_PROXIMITY, E_BRSKI_API_NO_OWNER, E_BRSKI_SIGNATURE, E_BRSKI_VOUCHER_RULE, E_BRSKI_VOUCHER_SYNTAX,
 * E_BRSKI_CMS_SYNTAX, E_BRSKI_API_ARGUMENT, E_BRSKI_API_KEY
 * @example
 * const voucher = await signMasaVoucher({
 *   voucherRequest: cms,
 *   createdOn: new Date(),
 *   lookup: (serialNumber, [registrar]) => (sold.has(serialNumber) ? registrar : undefined),
 *   certificate: readFileSync('masa.crt'),
 *   key: readFileSync('masa.key'),
 *   registrarTrust: { signatureOnly: true },
 *   pledgeTrust: { store: { certificates: [readFileSync('idevid-ca.crt')] }, at: 'ignore-validity' },
 * });
 */
export async function signMasaVoucher(options: MasaVoucherOptions): Promise<Uint8Array> {
  const { dialect, expiresOn } = options;
  const request = Voucher.verify(options.voucherRequest, {
    kind: 'voucher-request',
    trust: options.registrarTrust,
    ...requestRoot(dialect),
  });
  checkArtifact(request.voucher.toArtifact(), 'registrar-voucher-request');
  checkRegistrar(request, dialect);
  const serialNumber = request.voucher.get('serialNumber') ?? '';
  const nonce = request.voucher.get('nonce');
  const isProximate = checkPriorRequest(request, serialNumber, nonce, options);
  const pinned = await options.lookup(serialNumber, signerFirst(request));
  if (pinned === undefined) throw fail('E_BRSKI_API_NO_OWNER', 'no domain is on record for this device');
  const voucher = createVoucher()
    .set('createdOn', options.createdOn)
    .set('assertion', options.assertion ?? (isProximate ? 'proximity' : 'logged'))
    .set('serialNumber', serialNumber)
    .set('pinnedDomainCert', certificateFrom(pinned).der)
    .set('domainCertRevocationChecks', false);
  if (nonce !== undefined) voucher.set('nonce', nonce);
  if (expiresOn !== undefined && (nonce === undefined || dialect?.expiresOnWithNonce === true)) {
    voucher.set('expiresOn', expiresOn);
  }
  return await voucher.sign({
    certificate: options.certificate,
    key: options.key,
    certificates: options.certificates ?? [],
  });
}

/** A CMS keeps its certificates in no order that means anything. */
function signerFirst({ signer, certificates }: VerifiedVoucher): readonly Certificate[] {
  return [signer, ...certificates.filter((each) => !each.equals(signer))];
}

/** RFC 8995 §5.5.4: the domain must have meant the signer to be a registrar. */
function checkRegistrar({ signer }: VerifiedVoucher, dialect: Dialect | undefined): void {
  if (dialect?.separateSigningKeys === true) return;
  if (signer.extendedKeyUsage?.includes(ID_KP_CMC_RA) !== true) {
    throw fail('E_BRSKI_API_NOT_A_REGISTRAR', 'the signer of the voucher-request lacks id-kp-cmcRA');
  }
}

/** RFC 8995 §5.5.5 and §5.5.6. True when the pledge's own request is there and shows it in touch with this registrar. */
function checkPriorRequest(
  request: VerifiedVoucher,
  serialNumber: string,
  nonce: string | undefined,
  { priorRequest = 'required', pledgeTrust, dialect }: MasaVoucherOptions,
): boolean {
  const cms = request.voucher.get('priorSignedVoucherRequest');
  if (cms === undefined) {
    if (priorRequest === 'optional') return false;
    throw fail('E_BRSKI_API_PRIOR_REQUEST', 'prior-signed-voucher-request is missing');
  }
  const prior = Voucher.verify(cms, { kind: 'voucher-request', trust: pledgeTrust, ...requestRoot(dialect) });
  checkArtifact(prior.voucher.toArtifact(), 'pledge-voucher-request');
  if (prior.voucher.get('serialNumber') !== serialNumber) {
    throw fail('E_BRSKI_API_SERIAL', "the pledge's voucher-request has another serial number than the registrar's");
  }
  if (prior.voucher.get('nonce') !== nonce) {
    throw fail('E_BRSKI_API_NONCE', "the pledge's voucher-request has another nonce than the registrar's");
  }
  if (dialect?.separateSigningKeys !== true) checkSigners(request, prior, serialNumber);
  return prior.voucher.get('assertion') === 'proximity';
}

function checkSigners(request: VerifiedVoucher, prior: VerifiedVoucher, serialNumber: string): void {
  if (serialNumberOf(prior.signer) !== serialNumber) {
    throw fail('E_BRSKI_API_SERIAL', 'the pledge voucher-request is signed by another device');
  }
  const seen = prior.voucher.get('proximityRegistrarCert');
  if (seen === undefined) throw fail('E_BRSKI_API_PROXIMITY', 'the pledge does not say which registrar it saw');
  const fingerprint = fingerprintOf(seen);
  const isThere = signerFirst(request).some((each) => bytesEqual(spkiFingerprint(each), fingerprint));
  if (!isThere) throw fail('E_BRSKI_API_PROXIMITY', 'the pledge saw another registrar than the one that asks');
}

function fingerprintOf(der: Uint8Array): Uint8Array {
  try {
    return spkiFingerprint(Certificate.parse(der));
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_API_PROXIMITY', 'proximity-registrar-cert is not a certificate', { cause });
  }
}
