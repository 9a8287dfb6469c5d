/** The pledge voucher-request (RFC 8995 §5.2). */

import { type Random, toBase64 } from '@sallyport/core';
import { type ArtifactContentType, artifact, signArtifact } from '../artifact/index.ts';
import type { PledgeIdentity } from './identity.ts';
import type { ProvisionalConnection } from './registrar-connection.ts';

/** 128 bits: within the 8 to 32 bytes of RFC 8366 §5.3, and beyond guessing. */
const NONCE_BYTES = 16;

export interface PledgeVoucherRequest {
  /** CMS DER. Resent as it is after 202, never signed again (RFC 8995 §5.6). */
  readonly cms: Uint8Array;
  /** The text in it, to compare with the voucher's. */
  readonly nonce: string;
}

export interface PledgeVoucherRequestOptions {
  readonly random: Random;
  /** The time by a clock the device trusts; undefined leaves created-on and signingTime out (RFC 8995 §5.2). */
  readonly at: Date | undefined;
  readonly contentType?: ArtifactContentType | undefined;
}

/** Makes and signs a request with a nonce of its own: one for each attempt (RFC 8995 §4.1, §5.2). */
export async function buildPledgeVoucherRequest(
  identity: PledgeIdentity,
  connection: ProvisionalConnection,
  options: PledgeVoucherRequestOptions,
): Promise<PledgeVoucherRequest> {
  const nonce = toBase64(options.random.bytes(NONCE_BYTES));
  const { at, contentType } = options;
  const request = artifact('voucher-request', {
    ...(at === undefined ? {} : { createdOn: at }),
    nonce,
    assertion: 'proximity',
    serialNumber: identity.serialNumber,
    proximityRegistrarCert: connection.registrar.der,
  });
  const cms = await signArtifact(request, {
    certificate: identity.certificate,
    signer: identity.signer,
    certificates: identity.chain,
    ...(at === undefined ? {} : { signingTime: at }),
    ...(contentType === undefined ? {} : { contentType }),
  });
  return { cms, nonce };
}
