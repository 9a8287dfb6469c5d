/** The artefacts of RFC 8995 appendix C; what they are and are not stands in their README. */

import { readFileSync } from 'node:fs';
import { plain } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';

const FOLDER = new URL('../vectors/rfc8995-appendix-c/', import.meta.url);

function bytesOf(name: string): Uint8Array {
  return plain(readFileSync(new URL(name, FOLDER)));
}

function textOf(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}

/** When every certificate of the appendix was valid: the day after the artefacts were made. */
export const THEN = new Date('2021-04-14T00:00:00Z');

export const CMS = {
  pledge: bytesOf('pledge-voucher-request.cms.der'),
  registrar: bytesOf('registrar-voucher-request.cms.der'),
  voucher: bytesOf('voucher.cms.der'),
} as const;

export const CERTIFICATES = {
  vendor: Certificate.fromPem(textOf('vendor.cert.pem')),
  masa: Certificate.fromPem(textOf('masa.cert.pem')),
  ownerCa: Certificate.fromPem(textOf('ownerca.cert.pem')),
  registrar: Certificate.fromPem(textOf('jrc.cert.pem')),
  idevid: Certificate.fromPem(textOf('idevid.cert.pem')),
} as const;

/** Private keys as PEM: published, so worth nothing. */
export const KEYS = {
  vendor: textOf('vendor.key.pem'),
  masa: textOf('masa.key.pem'),
  ownerCa: textOf('ownerca.key.pem'),
  registrar: textOf('jrc.key.pem'),
  idevid: textOf('idevid.key.pem'),
} as const;

export const SERIAL_NUMBER = '00-D0-E5-F2-00-02';
export const NONCE = '-_XE9zK9q8Ll1qylMtLKeg';
