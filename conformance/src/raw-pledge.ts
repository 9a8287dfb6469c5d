/** A pledge by hand: one TLS connection, and voucher-requests with whatever a test wants to be wrong with them. */

import type { Device } from '@sallyport/app-device';
import {
  artifact,
  createNonce,
  type SignArtifactOptions,
  signArtifact,
  type VoucherAttributes,
} from '@sallyport/brski';
import { fromUtf8, systemRandom } from '@sallyport/core';
import { type ClientResponse, PersistentConnection, type TlsIdentity } from '@sallyport/http';
import type { Certificate, Signer } from '@sallyport/pki';

export const REQUEST_VOUCHER = '/.well-known/brski/requestvoucher';
export const VOUCHER_TYPE = 'application/voucher-cms+json';

/** Attributes to spoil: `undefined` leaves one out. */
export type Changes = { readonly [Name in keyof VoucherAttributes]?: VoucherAttributes[Name] | undefined };

/** Somebody who can sign and speak TLS. */
export interface Hand {
  readonly certificate: Certificate;
  readonly signer: Signer;
  readonly tls: TlsIdentity;
  readonly serialNumber: string;
}

export async function handOf(device: Device): Promise<Hand> {
  const { certificate, signer, serialNumber } = await device.pledgeIdentity();
  return { certificate, signer, serialNumber, tls: await device.birthTlsIdentity() };
}

export function openProvisional(port: number, identity: TlsIdentity | undefined): Promise<PersistentConnection> {
  return PersistentConnection.open({
    host: '127.0.0.1',
    port,
    trust: { mode: 'provisional' },
    ...(identity === undefined ? {} : { identity }),
  });
}

/** What a pledge that met `registrar` (DER) would sign. */
export function pledgeRequest(
  by: Pick<Hand, 'certificate' | 'signer' | 'serialNumber'>,
  registrar: Uint8Array | undefined,
  changes: Changes = {},
  options: Partial<SignArtifactOptions> = {},
): Promise<Uint8Array> {
  const model: Changes = {
    createdOn: new Date(),
    assertion: 'proximity',
    serialNumber: by.serialNumber,
    nonce: createNonce(systemRandom),
    proximityRegistrarCert: registrar,
  };
  return signRequest(by, { ...model, ...changes }, options);
}

/** Signs a voucher-request that says just this. */
export function signRequest(
  by: Pick<Hand, 'certificate' | 'signer'>,
  changes: Changes,
  options: Partial<SignArtifactOptions> = {},
): Promise<Uint8Array> {
  return signArtifact(artifact('voucher-request', attributesOf(changes)), {
    certificate: by.certificate,
    signer: by.signer,
    ...options,
  });
}

export function attributesOf(changes: Changes): VoucherAttributes {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | undefined;
  /** Empty when the body is no text. */
  readonly text: string;
  readonly body: Uint8Array;
}

export function answerOf(response: ClientResponse): Answer {
  const type = response.headers['content-type'] ?? '';
  const { status, body } = response;
  return {
    status,
    type,
    retryAfter: response.headers['retry-after'],
    text: type.startsWith('text/') ? fromUtf8(body) : '',
    body,
  };
}

/** Posts `body` on a connection of its own. */
export async function post(
  port: number,
  identity: TlsIdentity | undefined,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  path: string = REQUEST_VOUCHER,
): Promise<Answer> {
  const connection = await openProvisional(port, identity);
  try {
    return answerOf(
      await connection.request({
        method: 'POST',
        path,
        headers: { 'content-type': VOUCHER_TYPE, accept: VOUCHER_TYPE, ...headers },
        body,
      }),
    );
  } finally {
    connection.close();
  }
}

/** A voucher-request from a device as its maker built it, posted to a registrar's listener. */
export async function askForVoucher(
  device: Device,
  port: number,
  registrar: Certificate,
  changes: Changes = {},
): Promise<Answer> {
  const hand = await handOf(device);
  return post(port, hand.tls, await pledgeRequest(hand, registrar.der, changes));
}
