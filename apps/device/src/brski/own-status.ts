/** Whether the device's own certificate still counts: asked of the domain's CA by OCSP, else by its revocation list. */

import { type Clock, isSallyportError, type Random } from '@sallyport/core';
import { type Certificate, CertificateRevocationList } from '@sallyport/pki';
import {
  CertificateId,
  encodeOcspRequest,
  NONCE_OCTETS,
  OCSP_REQUEST_TYPE,
  verifyOcspResponse,
} from '@sallyport/pki/ocsp';
import type { Ownership } from '../device-state.ts';

/** Fetches what is at a URL; posts where there is a body. Rejects when there is nothing. */
export type StatusExchange = (
  url: string,
  body: { readonly type: string; readonly bytes: Uint8Array } | undefined,
) => Promise<Uint8Array>;

export interface OwnStatusOptions {
  readonly ownership: Ownership;
  readonly clock: Clock;
  readonly random: Random;
  readonly exchange: StatusExchange;
}

export type OwnStatus = 'good' | 'revoked' | 'unknown';

/** Whether the certificate names a place to ask. */
export function hasStatus(certificate: Certificate): boolean {
  return (certificate.authorityInfoAccess?.ocsp.length ?? 0) + certificate.crlDistributionPoints.length > 0;
}

/** What the CA says, by signature; `unknown` when it says nothing that holds. */
export async function ownStatus(options: OwnStatusOptions): Promise<OwnStatus> {
  const { ldevid, chain, anchors } = options.ownership;
  const issuer = [...chain, ...anchors].find((each) => each.subject.equals(ldevid.issuer) && ldevid.isSignedBy(each));
  if (issuer === undefined) return 'unknown';
  for (const url of ldevid.authorityInfoAccess?.ocsp ?? []) {
    const status = await orUnknown(() => askResponder(url, ldevid, issuer, options));
    if (status !== 'unknown') return status;
  }
  for (const url of ldevid.crlDistributionPoints) {
    const status = await orUnknown(() => lookIntoList(url, ldevid, issuer, options));
    if (status !== 'unknown') return status;
  }
  return 'unknown';
}

async function askResponder(
  url: string,
  certificate: Certificate,
  issuer: Certificate,
  { clock, random, exchange }: OwnStatusOptions,
): Promise<OwnStatus> {
  const nonce = random.bytes(NONCE_OCTETS);
  const request = encodeOcspRequest([CertificateId.of(issuer, certificate.serialNumber)], nonce);
  const response = await exchange(url, { type: OCSP_REQUEST_TYPE, bytes: request });
  return verifyOcspResponse(response, { certificate, issuer, at: clock.now(), nonce }).status;
}

async function lookIntoList(
  url: string,
  certificate: Certificate,
  issuer: Certificate,
  { clock, exchange }: OwnStatusOptions,
): Promise<OwnStatus> {
  const list = CertificateRevocationList.parse(await exchange(url, undefined));
  if (!list.issuer.equals(issuer.subject) || !list.isSignedBy(issuer)) return 'unknown';
  // What an old list says is revoked stays so; that it says nothing means nothing.
  if (list.isRevoked(certificate.serialNumber) !== undefined) return 'revoked';
  const isCurrent = list.nextUpdate !== undefined && clock.now() <= list.nextUpdate;
  return isCurrent ? 'good' : 'unknown';
}

async function orUnknown(ask: () => Promise<OwnStatus>): Promise<OwnStatus> {
  try {
    return await ask();
  } catch (thrown) {
    if (isSallyportError(thrown)) return 'unknown';
    throw thrown;
  }
}
