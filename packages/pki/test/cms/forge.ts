/** Makes SignedData that `signCms` would never make, part by part, with signatures that fit what is in it. */

import { createHash } from 'node:crypto';
import { fromHex, utf8 } from '@sallyport/core';
import { der } from '@sallyport/der';
import { type Certificate, OID, type Signer, signatureAlgorithmOf } from '@sallyport/pki';
import type { Identity } from './support.ts';

export const CONTENT = utf8('{"ietf-voucher:voucher":{"assertion":"logged"}}');
export const SHA256 = algorithm(OID.sha256);

export function algorithm(oid: string, ...parameters: readonly Uint8Array[]): Uint8Array {
  return der.sequence(der.objectIdentifier(oid), ...parameters);
}

export function attribute(oid: string, ...values: readonly Uint8Array[]): Uint8Array {
  return der.sequence(der.objectIdentifier(oid), der.setOf(values));
}

export function contentType(oid: string = OID.data): Uint8Array {
  return attribute(OID.contentType, der.objectIdentifier(oid));
}

export function messageDigest(content: Uint8Array = CONTENT, hash = 'sha256'): Uint8Array {
  return attribute(OID.messageDigest, der.octetString(createHash(hash).update(content).digest()));
}

export interface ForgedSigner {
  readonly version?: number;
  /** Whole encoding of the identifier. Default: issuer and serial number. */
  readonly sid?: Uint8Array;
  readonly digestAlgorithm?: Uint8Array;
  /** The attributes in the order to send; undefined for none. Default: content-type and message-digest. */
  readonly attributes?: readonly Uint8Array[] | undefined;
  readonly signatureAlgorithm?: Uint8Array;
  readonly signature?: Uint8Array;
  readonly unsigned?: readonly Uint8Array[];
  readonly rest?: readonly Uint8Array[];
}

export interface Forged {
  readonly version?: number;
  readonly digestAlgorithms?: readonly Uint8Array[];
  readonly contentType?: string;
  readonly content?: Uint8Array;
  /** Whole encapContentInfo. */
  readonly encapsulated?: Uint8Array;
  /** Members of the certificates field. Default: the signer's. */
  readonly certificates?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly signer?: ForgedSigner;
  readonly signerInfos?: readonly Uint8Array[];
  readonly outerType?: string;
}

export function issuerAndSerial(certificate: Certificate): Uint8Array {
  return der.sequence(certificate.issuer.der, der.integer(fromHex(certificate.serialNumber)));
}

async function signed(signer: Signer, data: Uint8Array): Promise<Uint8Array> {
  return signer.sign(data);
}

export async function forgeSigner(
  { certificate, signer }: Identity,
  forged: ForgedSigner = {},
  content: Uint8Array = CONTENT,
): Promise<Uint8Array> {
  const attributes = 'attributes' in forged ? forged.attributes : [contentType(), messageDigest(content)];
  const toSign = attributes === undefined ? content : der.set(...attributes);
  return der.sequence(
    der.integer(forged.version ?? 1),
    forged.sid ?? issuerAndSerial(certificate),
    forged.digestAlgorithm ?? SHA256,
    ...(attributes === undefined ? [] : [der.context(0, ...attributes)]),
    forged.signatureAlgorithm ?? signatureAlgorithmOf(signer.publicKey).identifier,
    der.octetString(forged.signature ?? (await signed(signer, toSign))),
    ...(forged.unsigned === undefined ? [] : [der.context(1, ...forged.unsigned)]),
    ...(forged.rest ?? []),
  );
}

/** A SignedData by `identity`, sound but for what `forged` changes. */
export async function forge(identity: Identity, forged: Forged = {}): Promise<Uint8Array> {
  const content = forged.content ?? CONTENT;
  const encapsulated =
    forged.encapsulated ??
    der.sequence(der.objectIdentifier(forged.contentType ?? OID.data), der.context(0, der.octetString(content)));
  const certificates = forged.certificates ?? [identity.certificate.der];
  return der.sequence(
    der.objectIdentifier(forged.outerType ?? OID.signedData),
    der.context(
      0,
      der.sequence(
        der.integer(forged.version ?? 1),
        der.set(...(forged.digestAlgorithms ?? [SHA256])),
        encapsulated,
        ...(certificates.length === 0 ? [] : [der.context(0, ...certificates)]),
        ...(forged.crls === undefined ? [] : [der.context(1, ...forged.crls)]),
        der.set(...(forged.signerInfos ?? [await forgeSigner(identity, forged.signer, content)])),
      ),
    ),
  );
}
