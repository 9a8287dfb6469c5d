/**
 * Certificates inside a SignedData (RFC 5652 §10.2.3), parsed when somebody asks.
 *
 * Finding a signer's certificate reads only serial number and issuer of each; the one that fits is then parsed, and
 * the rest of a long chain costs nothing until a path is built. What stands in the set may be malformed: that shows
 * when it is parsed, as the error of `Certificate.parse`.
 */

import { bytesEqual } from '@sallyport/core';
import { DerReader } from '@sallyport/der';
import { Certificate } from '../certificate.ts';
import { Name } from '../name.ts';
import type { SignerIdentifier } from './signer-info.ts';

export class EmbeddedCertificates {
  readonly #encodings: readonly Uint8Array[];
  readonly #parsed: (Certificate | undefined)[];

  constructor(encodings: readonly Uint8Array[]) {
    this.#encodings = encodings;
    this.#parsed = new Array<Certificate | undefined>(encodings.length).fill(undefined);
  }

  /** All of them, in the order they came. @throws what `Certificate.parse` throws */
  all(): readonly Certificate[] {
    return this.#encodings.map((_, index) => this.#at(index));
  }

  /** Those that an identifier names, first come first. */
  *named(identifier: SignerIdentifier): Generator<Certificate, undefined> {
    for (const [index, encoding] of this.#encodings.entries()) {
      if (identifier.kind === 'issuer-and-serial') {
        if (isNamedInside(encoding, identifier)) yield this.#at(index);
      } else {
        const certificate = this.#at(index);
        if (isNamed(certificate, identifier)) yield certificate;
      }
    }
    return undefined;
  }

  #at(index: number): Certificate {
    const known = this.#parsed[index];
    if (known !== undefined) return known;
    const certificate = Certificate.parse(this.#encodings[index] ?? new Uint8Array(0));
    this.#parsed[index] = certificate;
    return certificate;
  }
}

/** True when the identifier names this certificate. */
export function isNamed(certificate: Certificate, identifier: SignerIdentifier): boolean {
  if (identifier.kind === 'issuer-and-serial') return isNamedInside(certificate.der, identifier);
  const own = certificate.subjectKeyIdentifier;
  return own !== undefined && bytesEqual(own, identifier.keyIdentifier);
}

type IssuerAndSerial = Extract<SignerIdentifier, { kind: 'issuer-and-serial' }>;

/** Compares serial number and issuer without parsing the rest (RFC 5280 §4.1). */
function isNamedInside(encoding: Uint8Array, { issuer, serialNumber }: IssuerAndSerial): boolean {
  const tbs = DerReader.over(encoding).sequence().sequence();
  tbs.optionalContext(0);
  if (!bytesEqual(tbs.integerBytes(), serialNumber)) return false;
  tbs.any();
  const own = tbs.any().bytes;
  return bytesEqual(own, issuer) || Name.parse(own).equals(Name.parse(issuer));
}
