/** Voucher-requests and vouchers with attributes to spoil: `undefined` leaves one out. */

import {
  artifact,
  type SignArtifactOptions,
  SignedArtifact,
  signArtifact,
  type VoucherAttributes,
} from '../../src/artifact/index.ts';
import { idevidIssuerOf } from '../../src/idevid.ts';
import { device, domainCa, masaSigner, NOW, registrar, SERIAL } from './cast.ts';
import type { Party } from './party.ts';

export type Changes = { readonly [Name in keyof VoucherAttributes]?: VoucherAttributes[Name] | undefined };

function merge(model: Changes, changes: Changes): VoucherAttributes {
  return Object.fromEntries(Object.entries({ ...model, ...changes }).filter(([, value]) => value !== undefined));
}

function sign(
  kind: 'voucher' | 'voucher-request',
  attributes: VoucherAttributes,
  by: Party,
  options: Partial<SignArtifactOptions>,
): Promise<Uint8Array> {
  return signArtifact(artifact(kind, attributes), { certificate: by.certificate, signer: by.signer, ...options });
}

export interface Signing extends Partial<SignArtifactOptions> {
  readonly by?: Party;
}

/** A pledge's request to `registrar`, signed by `device`. */
export function pledgeRequest(changes: Changes = {}, { by = device, ...options }: Signing = {}): Promise<Uint8Array> {
  const model = {
    createdOn: NOW,
    assertion: 'proximity' as const,
    serialNumber: SERIAL,
    nonce: 'bm9uY2Utb25lLTAx',
    proximityRegistrarCert: registrar.certificate.der,
  };
  return sign('voucher-request', merge(model, changes), by, options);
}

/** A registrar's request with a pledge's inside, signed by `registrar` with its whole chain. */
export async function registrarRequest(
  changes: Changes = {},
  { by = registrar, ...options }: Signing = {},
): Promise<Uint8Array> {
  const priorSignedVoucherRequest = Object.hasOwn(changes, 'priorSignedVoucherRequest')
    ? changes.priorSignedVoucherRequest
    : await pledgeRequest();
  const model = {
    createdOn: NOW,
    serialNumber: SERIAL,
    idevidIssuer: idevidIssuerOf(device.certificate),
    nonce: 'bm9uY2Utb25lLTAx',
    priorSignedVoucherRequest,
  };
  return sign('voucher-request', merge(model, changes), by, { certificates: by.issuers, ...options });
}

/** A voucher that answers `request`, pinning the domain CA. */
export function voucherFor(request: Uint8Array, changes: Changes = {}, { by = masaSigner, ...options }: Signing = {}) {
  const { nonce, serialNumber } = SignedArtifact.parse(request, 'voucher-request').claimed.attributes;
  const model = {
    createdOn: NOW,
    assertion: 'proximity' as const,
    serialNumber,
    nonce,
    pinnedDomainCert: domainCa.certificate.der,
  };
  return sign('voucher', merge(model, changes), by, options);
}
