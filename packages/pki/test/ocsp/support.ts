/** A CA, a responder that it certified, and a certificate to ask about; and responses with any fault one likes. */

import { readFileSync } from 'node:fs';
import { MINUTE } from '@sallyport/core';
import { extendedKeyUsage, keyUsage, OID } from '@sallyport/pki';
import { buildOcspResponse, CertificateId, type OcspResponseOptions, ocspNoCheck } from '@sallyport/pki/ocsp';
import { authority, endEntity, type Identity, type IssueOptions, NOW } from '../support.ts';

export const LATER = new Date(NOW.getTime() + 60 * MINUTE);

export function vector(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(`../vectors/ocsp/${name}.der`, import.meta.url)));
}

export interface World {
  readonly ca: Identity;
  readonly responder: Identity;
  readonly leaf: Identity;
  readonly id: CertificateId;
}

/** A responder as the profile has it, unless told otherwise. */
export function responderOf(ca: Identity, options: IssueOptions = {}): Promise<Identity> {
  return endEntity('responder', ca, { more: [extendedKeyUsage([OID.ocspSigning]), ocspNoCheck()], ...options });
}

/** The usual extensions of an end entity but for a key usage and purposes of one's own. */
export function responderWith(ca: Identity, options: IssueOptions): Promise<Identity> {
  return endEntity('responder', ca, options);
}

export const SIGNS = keyUsage('digitalSignature');

export async function makeWorld(): Promise<World> {
  const ca = await authority('ca');
  const leaf = await endEntity('leaf', ca);
  return {
    ca,
    responder: await responderOf(ca),
    leaf,
    id: CertificateId.of(ca.certificate, leaf.certificate.serialNumber),
  };
}

/** A response in order about the world's leaf, but for what is changed. */
export function respond(world: World, changes: Partial<OcspResponseOptions> = {}): Promise<Uint8Array> {
  return buildOcspResponse({
    responder: world.responder.certificate,
    signer: world.responder.signer,
    producedAt: NOW,
    responses: [{ certificateId: world.id, status: { status: 'good' }, thisUpdate: NOW, nextUpdate: LATER }],
    ...changes,
  });
}
