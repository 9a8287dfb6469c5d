/** Makes the parts of a request that CSR attributes ask for: the client's side of `check.ts`. */

import { der } from '@sallyport/der';
import {
  type Extension,
  KEY_TYPES,
  type KeyType,
  Name,
  OID,
  type RequestAttribute,
  type Signer,
  spkiOf,
} from '@sallyport/pki';
import { keyFits } from './check.ts';
import { fillNames, hasBlankNames } from './partial-names.ts';
import type { CsrRequirements } from './requirements.ts';
import type { KeyTemplate } from './template.ts';

/** What a client wants in its request by itself. */
export interface RequestWishes {
  readonly subject: Name;
  readonly extensions?: readonly Extension[];
  readonly attributes?: readonly RequestAttribute[];
}

export interface RequestContent {
  readonly subject: Name;
  readonly extensions: readonly Extension[];
  readonly attributes: readonly RequestAttribute[];
}

/**
 * The content of a request that follows the server: values the server gives replace the client's, blanks take the
 * client's. What the client cannot fill is left out (RFC 7030 §4.5.2: unknown OIDs are to be ignored); the server says
 * if it insists.
 */
export function fulfil(requirements: CsrRequirements, wishes: RequestWishes): RequestContent {
  return {
    subject: fillSubject(requirements, wishes.subject),
    extensions: fillExtensions(requirements, wishes.extensions ?? []),
    attributes: fillAttributes(requirements, wishes.attributes ?? []),
  };
}

function fillSubject({ subject }: CsrRequirements, wish: Name): Name {
  if (subject === undefined) return wish;
  const own = wish.rdns.flat();
  const used = new Set<unknown>();
  const rdns = subject.flatMap((rdn) => {
    const attributes = rdn.flatMap(({ oid, value }) => {
      if (value !== undefined) return [der.sequence(der.objectIdentifier(oid), value)];
      const fill = own.find((attribute) => attribute.oid === oid && !used.has(attribute));
      used.add(fill);
      return fill === undefined ? [] : [der.sequence(der.objectIdentifier(oid), fill.valueDer)];
    });
    return attributes.length === 0 ? [] : [der.setOf(attributes)];
  });
  return Name.parse(der.sequence(...rdns));
}

function fillExtensions({ extensions }: CsrRequirements, wishes: readonly Extension[]): readonly Extension[] {
  const asked = extensions.flatMap((template): Extension[] => {
    const { oid, critical, value } = template;
    const own = wishes.filter((wish) => wish.oid === oid);
    if (value === undefined) return own;
    const names = oid === OID.subjectAltName && hasBlankNames(value);
    return [{ oid, critical, value: names ? fillNames(value, own[0]?.value) : value }];
  });
  const seen = new Set(asked.map(({ oid }) => oid));
  return [...asked, ...wishes.filter(({ oid }) => !seen.has(oid))];
}

function fillAttributes(
  { attributes }: CsrRequirements,
  wishes: readonly RequestAttribute[],
): readonly RequestAttribute[] {
  const asked = attributes.filter(({ values }) => values.length > 0);
  const seen = new Set(asked.map(({ oid }) => oid));
  return [...asked, ...wishes.filter(({ oid }) => !seen.has(oid))];
}

/** True when the signer's key is of a kind the server asks for. */
export function keySuits(requirements: CsrRequirements, signer: Signer): boolean {
  const spki = spkiOf(signer.publicKey);
  return requirements.keys.length === 0 || requirements.keys.some((key) => keyFits(spki, key));
}

const CURVE_OIDS: Partial<Record<KeyType, string>> = {
  'P-256': OID.prime256v1,
  'P-384': OID.secp384r1,
  'P-521': OID.secp521r1,
};

/** How CSR attributes name a key type. */
export function keyTemplateOf(type: KeyType): KeyTemplate {
  const curve = CURVE_OIDS[type];
  if (curve !== undefined) {
    return { algorithm: OID.ecPublicKey, parameters: der.objectIdentifier(curve), bits: undefined };
  }
  if (type === 'Ed25519') return { algorithm: OID.ed25519, parameters: undefined, bits: undefined };
  return { algorithm: OID.rsaEncryption, parameters: der.nullValue(), bits: Number(type.slice('RSA-'.length)) };
}

/** The key types, best first, that satisfy the server; every type when it does not care. */
export function suitableKeyTypes(requirements: CsrRequirements): readonly KeyType[] {
  if (requirements.keys.length === 0) return KEY_TYPES;
  return KEY_TYPES.filter((type) => {
    const own = keyTemplateOf(type);
    return requirements.keys.some(
      (key) =>
        key.algorithm === own.algorithm &&
        (key.algorithm !== OID.ecPublicKey ||
          key.parameters === undefined ||
          Buffer.compare(key.parameters, own.parameters ?? new Uint8Array(0)) === 0) &&
        (key.bits === undefined || (own.bits ?? 0) >= key.bits),
    );
  });
}
