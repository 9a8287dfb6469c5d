/** Certificates, keys and CRLs as callers have them: parsed, or the text or bytes of a PEM or DER file. */

import { createPrivateKey, KeyObject } from 'node:crypto';
import { bytesEqual, isSallyportError, reasonOf, type SallyportError } from '@sallyport/core';
import { Certificate, CertificateRevocationList, type Signer, softwareSigner, spkiOf } from '@sallyport/pki';
import { fail } from './errors.ts';

/** A certificate: parsed, DER bytes, or PEM as text or bytes. */
export type CertificateInput = Certificate | Uint8Array | string;

/** A CRL: parsed, DER bytes, or PEM as text or bytes. */
export type CrlInput = CertificateRevocationList | Uint8Array | string;

/** A private key: a signer (such as an HSM's), a KeyObject, DER bytes (PKCS #8, SEC 1 or PKCS #1), or PEM. */
export type KeyInput = Signer | KeyObject | Uint8Array | string;

const PEM_START = '-----BEGIN ';
const PRIVATE_KEY_ENCODINGS = ['pkcs8', 'sec1', 'pkcs1'] as const;

/** @throws E_BRSKI_API_ARGUMENT */
export function certificateFrom(input: CertificateInput): Certificate {
  if (input instanceof Certificate) return input;
  const pem = pemText(input);
  return readAs('a certificate', () =>
    pem === undefined && typeof input !== 'string' ? Certificate.parse(input) : Certificate.fromPem(pem ?? ''),
  );
}

export function certificatesFrom(inputs: readonly CertificateInput[] | undefined): readonly Certificate[] {
  return (inputs ?? []).map(certificateFrom);
}

/** @throws E_BRSKI_API_ARGUMENT */
export function crlFrom(input: CrlInput): CertificateRevocationList {
  if (input instanceof CertificateRevocationList) return input;
  const pem = pemText(input);
  return readAs('a CRL', () =>
    pem === undefined && typeof input !== 'string'
      ? CertificateRevocationList.parse(input)
      : CertificateRevocationList.fromPem(pem ?? ''),
  );
}

/** @throws E_BRSKI_API_ARGUMENT */
export function signerFrom(input: KeyInput): Signer {
  if (input instanceof KeyObject) return fromKeyObject(input);
  if (typeof input === 'string' || input instanceof Uint8Array) return fromKeyObject(readPrivateKey(input));
  return input;
}

/** Key and certificate as a pair that belongs together. @throws E_BRSKI_API_ARGUMENT, E_BRSKI_API_KEY */
export function pairFrom(
  certificateInput: CertificateInput,
  keyInput: KeyInput,
): { readonly certificate: Certificate; readonly signer: Signer } {
  const certificate = certificateFrom(certificateInput);
  const signer = signerFrom(keyInput);
  if (!bytesEqual(spkiOf(signer.publicKey), certificate.spki)) {
    throw fail('E_BRSKI_API_KEY', `the key does not belong to the certificate of ${certificate.subject}`);
  }
  return { certificate, signer };
}

function fromKeyObject(key: KeyObject): Signer {
  if (key.type !== 'private') throw fail('E_BRSKI_API_ARGUMENT', `a private key was expected, not a ${key.type} one`);
  return readAs('a usable private key', () => softwareSigner(key));
}

function readPrivateKey(input: Uint8Array | string): KeyObject {
  const pem = pemText(input);
  if (pem !== undefined) return readAs('a private key', () => createPrivateKey(pem));
  if (typeof input !== 'string') {
    for (const type of PRIVATE_KEY_ENCODINGS) {
      try {
        return createPrivateKey({ key: Buffer.from(input), format: 'der', type });
      } catch {
        // Not this encoding; the next may fit.
      }
    }
  }
  throw fail('E_BRSKI_API_ARGUMENT', 'the private key is neither PEM nor DER');
}

/** The input as PEM text, if that is what it is. */
function pemText(input: Uint8Array | string): string | undefined {
  const text = typeof input === 'string' ? input : Buffer.from(input).toString('latin1');
  return text.includes(PEM_START) ? text : undefined;
}

function readAs<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw refusal(what, cause);
  }
}

function refusal(what: string, cause: unknown): SallyportError {
  const details = isSallyportError(cause) ? { details: { cause: cause.code } } : {};
  return fail('E_BRSKI_API_ARGUMENT', `this is not ${what}: ${reasonOf(cause)}`, { cause, ...details });
}
