/** The pledge's side of the brski tool's enrolment (its command `sign`): see enroll.ts for what is exchanged. */

import type { KeyObject } from 'node:crypto';
import { VOUCHER_CMS_JSON } from '@sallyport/brski';
import { bytesEqual, DAY, type Random } from '@sallyport/core';
import type { PersistentConnection } from '@sallyport/http';
import {
  basicConstraints,
  buildCertificate,
  Certificate,
  generateKeyPair,
  Name,
  serialNumber,
  softwareSigner,
  validatePath,
} from '@sallyport/pki';
import { fail } from './errors.ts';
import { reasonIn } from './reason.ts';
import { decodeBody, encodeBody } from './wire.ts';

export const SIMPLE_ENROLL = '/.well-known/est/simpleenroll';

export interface Enrolled {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
}

export interface EnrolOptions {
  readonly connection: PersistentConnection;
  /** What the voucher pinned; the certificate must come from under it. */
  readonly pinned: Certificate;
  readonly deviceSerial: string;
  readonly now: Date;
  readonly random: Random;
}

/**
 * Makes a key pair, certifies it with itself, and has the registrar sign the certificate anew.
 * @throws E_NQMINDS_REGISTRAR, E_NQMINDS_BODY, E_PKI_…, E_HTTP_…
 */
export async function enrol({ connection, pinned, deviceSerial, now, random }: EnrolOptions): Promise<Enrolled> {
  const { publicKey, privateKey } = generateKeyPair('P-256');
  const name = Name.of([
    ['CN', 'ldevid-cert'],
    ['serialNumber', deviceSerial],
  ]);
  const own = await buildCertificate({
    subject: name,
    issuer: name,
    publicKey,
    signer: softwareSigner(privateKey),
    serialNumber: serialNumber(random),
    notBefore: now,
    notAfter: new Date(now.getTime() + 365 * DAY),
    extensions: [basicConstraints({ ca: false })],
  });
  const response = await connection.request({
    method: 'POST',
    path: SIMPLE_ENROLL,
    headers: { 'content-type': VOUCHER_CMS_JSON },
    body: encodeBody(own.der),
  });
  if (response.status !== 200) {
    throw fail('E_NQMINDS_REGISTRAR', `the registrar answered ${response.status}: ${reasonIn(response.body)}`);
  }
  const certificate = Certificate.parse(decodeBody(response.body));
  validatePath({ leaf: certificate, intermediates: [], anchors: [pinned], at: 'ignore-validity' });
  if (!bytesEqual(certificate.spki, own.spki)) {
    throw fail('E_NQMINDS_REGISTRAR', 'the registrar certified another key');
  }
  return { certificate, privateKey };
}
