/** Certificates and CMS out of files, in whichever wrapping they come; a file that holds none is named. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { fromBase64Lines, isSallyportError, type SallyportError } from '@sallyport/core';
import { decodePem } from '@sallyport/der';
import { Certificate } from '@sallyport/pki';
import { readInput } from '../data/named-files.ts';
import { fail } from '../errors.ts';

const DER_SEQUENCE = 0x30;

/** Every certificate in a PEM file, or the one in a DER file. @throws E_CLI_FILE */
export function readCertificates(path: string): readonly Certificate[] {
  const content = readInput(path);
  const certificates = orNamed(path, 'certificate', () =>
    content[0] === DER_SEQUENCE
      ? [Certificate.parse(content)]
      : Certificate.allFromPem(new TextDecoder().decode(content)),
  );
  if (certificates.length === 0) throw fail('E_CLI_FILE', `${path} holds no certificate`);
  return certificates;
}

/** The first certificate in a file: PEM, DER or base64. @throws E_CLI_FILE */
export function readCertificate(path: string): Certificate {
  return orNamed(path, 'certificate', () => Certificate.parse(unwrapped(readInput(path))));
}

/** CMS as DER, out of a file with DER, PEM or base64; what is in it has not been looked at. @throws E_CLI_FILE */
export function readCms(path: string): Uint8Array {
  return orNamed(path, 'CMS', () => unwrapped(readInput(path)));
}

/** A private key as PEM or DER. @throws E_CLI_FILE; the message holds nothing of the file */
export function readPrivateKey(path: string): KeyObject {
  const content = Buffer.from(readInput(path));
  try {
    return content[0] === DER_SEQUENCE
      ? createPrivateKey({ key: content, format: 'der', type: 'pkcs8' })
      : createPrivateKey(content);
  } catch {
    throw fail('E_CLI_FILE', `${path} holds no private key that can be read`);
  }
}

function unwrapped(content: Uint8Array): Uint8Array {
  if (content[0] === DER_SEQUENCE) return content;
  const text = new TextDecoder().decode(content);
  return text.includes('-----BEGIN') ? (decodePem(text)[0]?.der ?? content) : fromBase64Lines(text);
}

function orNamed<T>(path: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw isSallyportError(cause) && cause.code !== 'E_CLI_FILE' ? notA(path, what, cause) : cause;
  }
}

/** Says of a file what it is not. */
export function notA(path: string, what: string, cause: SallyportError): SallyportError {
  return fail('E_CLI_FILE', `${path} holds no ${what} that can be read: ${cause.message}`, { cause });
}
