/**
 * A voucher to fill in: attributes set, read and cleared by name, then serialised, signed and verified.
 *
 * It has the reach of the C voucher API that CAHN documents ("Voucher Artifact API"), with one class for vouchers and
 * voucher-requests alike. Values have the attribute's own type, so that a date for a serial number does not compile.
 */

import { fromUtf8, utf8 } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import {
  type ArtifactContentType,
  type ArtifactKind,
  ASSERTIONS,
  decodeArtifact,
  encodeArtifact,
  SignedArtifact,
  signArtifact,
  type VoucherArtifact,
  type VoucherAttributes,
  verifyArtifact,
} from '../artifact/index.ts';
import { type CertificateInput, certificatesFrom, type KeyInput, pairFrom } from './credentials.ts';
import { fail } from './errors.ts';
import { type Trust, verifyOptionsOf } from './trust.ts';

export type AttributeName = keyof VoucherAttributes;

/** The type of one attribute's value, for example `Date` for `createdOn`. */
export type AttributeValue<Name extends AttributeName> = Required<VoucherAttributes>[Name];

type Values = { -readonly [Name in AttributeName]: AttributeValue<Name> };

export interface VoucherSignOptions {
  readonly certificate: CertificateInput;
  readonly key: KeyInput;
  /** Certificates to carry along besides the signer's. */
  readonly certificates?: readonly CertificateInput[];
  /** `auto` takes the key as it is; `ec` and `rsa` insist on its kind. Default `auto`. */
  readonly algorithm?: 'auto' | 'ec' | 'rsa';
  /** Default `id-data`. */
  readonly contentType?: ArtifactContentType;
  readonly signingTime?: Date;
  /** A root name other than the specification's, for peers that expect one. */
  readonly rootName?: string;
}

export interface VoucherVerifyOptions {
  /** Default `voucher`. */
  readonly kind?: ArtifactKind;
  readonly trust: Trust;
  readonly rootName?: string;
}

export interface VerifiedVoucher {
  readonly voucher: Voucher;
  readonly signer: Certificate;
  /** Every certificate in the CMS. */
  readonly certificates: readonly Certificate[];
}

/**
 * An empty voucher, or voucher-request.
 *
 * @example
 * const voucher = createVoucher()
 *   .set('assertion', 'proximity')
 *   .set('serialNumber', '00-D0-E5-F2-00-02')
 *   .set('createdOn', new Date());
 * const cms = await voucher.sign({ certificate: readFileSync('masa.crt'), key: readFileSync('masa.key') });
 */
export function createVoucher(kind: ArtifactKind = 'voucher'): Voucher {
  return Voucher.of({ kind, attributes: {}, unknown: {} });
}

export class Voucher {
  readonly kind: ArtifactKind;
  readonly #values: Partial<Values>;
  readonly #unknown: VoucherArtifact['unknown'];

  private constructor({ kind, attributes, unknown }: VoucherArtifact) {
    this.kind = kind;
    this.#values = { ...attributes };
    this.#unknown = unknown;
  }

  /** A voucher with the attributes of an artefact. */
  static of(artifact: VoucherArtifact): Voucher {
    return new Voucher(artifact);
  }

  /**
   * Reads a voucher from JSON.
   * @throws E_BRSKI_VOUCHER_SYNTAX
   * @example
   * const voucher = Voucher.deserialize('{"ietf-voucher:voucher":{"serial-number":"12345"}}');
   * voucher.get('serialNumber'); // '12345'
   */
  static deserialize(
    json: string | Uint8Array,
    options: { readonly kind?: ArtifactKind; readonly rootName?: string } = {},
  ): Voucher {
    const { kind = 'voucher', rootName } = options;
    const bytes = typeof json === 'string' ? utf8(json) : json;
    return Voucher.of(decodeArtifact(bytes, kind, rootName === undefined ? {} : { rootName }));
  }

  /**
   * Verifies CMS DER and gives the voucher in it, with every certificate the CMS carries.
   * @throws E_BRSKI_CMS_SYNTAX, E_BRSKI_CMS_CONTENT_TYPE, E_BRSKI_VOUCHER_SYNTAX, E_BRSKI_SIGNATURE,
   * E_BRSKI_API_ARGUMENT
   * @example
   * const { voucher, certificates } = Voucher.verify(cms, {
   *   trust: { store: { certificates: [readFileSync('masa-ca.crt')] }, at: new Date() },
   * });
   */
  static verify(cms: Uint8Array, options: VoucherVerifyOptions): VerifiedVoucher {
    const { kind = 'voucher', trust, rootName } = options;
    const signed = SignedArtifact.parse(cms, kind, rootName === undefined ? {} : { rootName });
    const { artifact, signer, certificates } = verifyArtifact(signed, verifyOptionsOf(trust));
    return { voucher: Voucher.of(artifact), signer, certificates };
  }

  /**
   * Sets one attribute.
   * @throws E_BRSKI_API_ARGUMENT when the value is not of the attribute's type at run time
   */
  set<Name extends AttributeName>(name: Name, value: AttributeValue<Name>): this {
    if (!Object.hasOwn(EXPECTED, name)) throw fail('E_BRSKI_API_ARGUMENT', `there is no attribute ${name}`);
    const expected = EXPECTED[name];
    if (!expected.holds(value)) throw fail('E_BRSKI_API_ARGUMENT', `${name} takes ${expected.what}`);
    this.#values[name] = value;
    return this;
  }

  /** The value of an attribute, undefined when it is empty. */
  get<Name extends AttributeName>(name: Name): AttributeValue<Name> | undefined {
    return this.#values[name];
  }

  /** Empties an attribute. */
  clear(name: AttributeName): this {
    delete this.#values[name];
    return this;
  }

  /** True when an attribute has no value. A revocation check set to false is a value. */
  isEmpty(name: AttributeName): boolean {
    return this.#values[name] === undefined;
  }

  /** The artefact as it stands now; later changes to this voucher do not reach it. */
  toArtifact(): VoucherArtifact {
    return { kind: this.kind, attributes: { ...this.#values }, unknown: this.#unknown };
  }

  /** JSON text. @throws E_BRSKI_VOUCHER_INPUT */
  serialize(options: { readonly rootName?: string } = {}): string {
    return fromUtf8(encodeArtifact(this.toArtifact(), options));
  }

  /**
   * Signs, giving CMS DER.
   * @throws E_BRSKI_API_ARGUMENT, E_BRSKI_API_KEY, E_BRSKI_VOUCHER_INPUT
   */
  async sign(options: VoucherSignOptions): Promise<Uint8Array> {
    const { algorithm = 'auto', contentType, signingTime, rootName } = options;
    const { certificate, signer } = pairFrom(options.certificate, options.key);
    const kind = signer.publicKey.asymmetricKeyType;
    if (algorithm !== 'auto' && kind !== algorithm) {
      throw fail('E_BRSKI_API_KEY', `the key is of kind ${kind ?? 'unknown'}, not ${algorithm}`);
    }
    return await signArtifact(this.toArtifact(), {
      certificate,
      signer,
      certificates: certificatesFrom(options.certificates),
      ...(contentType === undefined ? {} : { contentType }),
      ...(signingTime === undefined ? {} : { signingTime }),
      ...(rootName === undefined ? {} : { rootName }),
    });
  }
}

interface Expectation {
  readonly what: string;
  readonly holds: (value: unknown) => boolean;
}

const DATE: Expectation = {
  what: 'a valid Date',
  holds: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
};
const BYTES: Expectation = {
  what: 'one byte or more',
  holds: (value) => value instanceof Uint8Array && value.length > 0,
};
const TEXT: Expectation = { what: 'text', holds: (value) => typeof value === 'string' && value !== '' };

/** For callers without a type checker: what each attribute takes. */
const EXPECTED: Readonly<Record<AttributeName, Expectation>> = {
  createdOn: DATE,
  expiresOn: DATE,
  assertion: {
    what: `one of ${ASSERTIONS.join(', ')}`,
    holds: (value) => ASSERTIONS.some((assertion) => assertion === value),
  },
  serialNumber: TEXT,
  idevidIssuer: BYTES,
  pinnedDomainCert: BYTES,
  domainCertRevocationChecks: { what: 'a boolean', holds: (value) => typeof value === 'boolean' },
  nonce: TEXT,
  lastRenewalDate: DATE,
  priorSignedVoucherRequest: BYTES,
  proximityRegistrarCert: BYTES,
};
