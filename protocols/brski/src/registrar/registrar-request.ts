/** The registrar's own voucher-request (RFC 8995 §5.5; step C.4). */

import { type ArtifactContentType, artifact, checkArtifact, signArtifact } from '../artifact/index.ts';
import type { RegistrarConfig } from './config.ts';

export interface RegistrarRequestInput {
  /** Parsed from the IDevID, never copied from the pledge's request. */
  readonly serialNumber: string;
  readonly idevidIssuer: Uint8Array | undefined;
  /** As the pledge wrote it. */
  readonly nonce: string | undefined;
  /** The pledge's whole CMS; undefined for a device that is not there. */
  readonly pledgeRequest: Uint8Array | undefined;
  readonly createdOn: Date;
  readonly contentType?: ArtifactContentType;
}

/** Signs the request, giving CMS DER. Throws what the signer throws. */
export function signRegistrarRequest(
  input: RegistrarRequestInput,
  config: Pick<RegistrarConfig, 'certificate' | 'signer' | 'chain' | 'pin'>,
): Promise<Uint8Array> {
  const request = artifact('voucher-request', {
    createdOn: input.createdOn,
    serialNumber: input.serialNumber,
    ...(input.nonce === undefined ? {} : { nonce: input.nonce }),
    ...(input.idevidIssuer === undefined ? {} : { idevidIssuer: input.idevidIssuer }),
    ...(input.pledgeRequest === undefined ? {} : { priorSignedVoucherRequest: input.pledgeRequest }),
  });
  checkArtifact(request, 'registrar-voucher-request');
  // RFC 8995 §5.5: only certificates of the chain to be pinned, the most specific that serves; a nonceless voucher
  // "benefits from a less-specific certificate", since another registrar may use it.
  const asksForChain = input.nonce === undefined || config.pin === 'chain';
  return signArtifact(request, {
    certificate: config.certificate,
    signer: config.signer,
    ...(asksForChain ? { certificates: config.chain } : {}),
    ...(input.contentType === undefined ? {} : { contentType: input.contentType }),
    signingTime: input.createdOn,
  });
}
