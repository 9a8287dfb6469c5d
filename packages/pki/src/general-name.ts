/** GeneralName (RFC 5280 §4.2.1.6). EDI party names and X.400 addresses are kept as bytes. */

import { ipAddressBytes, ipAddressText } from '@sallyport/core';
import { contextConstructed, contextPrimitive, DerReader, der, TAG } from '@sallyport/der';
import { fail } from './errors.ts';
import { Name } from './name.ts';

export type GeneralName =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly value: string }
  /** Text form; `octets` is what stands in the certificate. */
  | { readonly kind: 'ip'; readonly value: string; readonly octets: Uint8Array }
  | { readonly kind: 'directory'; readonly value: Name }
  /** `value` is the whole encoding of what the type defines. */
  | { readonly kind: 'other'; readonly oid: string; readonly value: Uint8Array }
  | { readonly kind: 'registeredId'; readonly value: string }
  /** x400Address (tag 3) or ediPartyName (tag 5), whole encoding. */
  | { readonly kind: 'unknown'; readonly tag: number; readonly der: Uint8Array };

const TEXT_KINDS = { email: 1, dns: 2, uri: 6 } as const;
const IP = contextPrimitive(7);
const REGISTERED_ID = contextPrimitive(8);

/** Reads the GeneralName that comes next. @throws E_PKI_EXTENSION, E_DER_… */
export function readGeneralName(reader: DerReader): GeneralName {
  const tag = reader.nextTag;
  for (const kind of ['dns', 'email', 'uri'] as const) {
    if (tag === contextPrimitive(TEXT_KINDS[kind])) return { kind, value: ia5(reader.any().content) };
  }
  switch (tag) {
    case IP: {
      const octets = reader.any().content;
      const value = ipAddressText(octets);
      if (value === undefined) throw fail('E_PKI_EXTENSION', `an IP address of ${octets.length} octets`);
      return { kind: 'ip', value, octets };
    }
    case contextConstructed(4): {
      const field = reader.context(4);
      const value = Name.read(field);
      field.finish();
      return { kind: 'directory', value };
    }
    case contextConstructed(0):
      return readOtherName(reader.context(0));
    case REGISTERED_ID:
      return { kind: 'registeredId', value: reader.objectIdentifier(REGISTERED_ID) };
    case contextConstructed(3):
    case contextConstructed(5):
      return { kind: 'unknown', tag: tag & 0x1f, der: reader.any().bytes };
    default:
      throw fail('E_PKI_EXTENSION', `no GeneralName at offset ${reader.offset}`);
  }
}

function readOtherName(fields: DerReader): GeneralName {
  const oid = fields.objectIdentifier();
  const wrapper = fields.context(0);
  const value = wrapper.any().bytes;
  wrapper.finish();
  fields.finish();
  return { kind: 'other', oid, value };
}

/** Reads a GeneralNames SEQUENCE, which may not be empty. */
export function readGeneralNames(reader: DerReader): readonly GeneralName[] {
  const names = reader.sequence().all(readGeneralName);
  if (names.length === 0) throw fail('E_PKI_EXTENSION', 'GeneralNames without a name');
  return names;
}

function ia5(content: Uint8Array): string {
  return DerReader.whole(der.value(TAG.IA5_STRING, content), (whole) => whole.stringOf(TAG.IA5_STRING));
}

/** What {@link encodeGeneralName} takes: IP addresses as text. */
export type GeneralNameInput =
  | { readonly kind: 'dns' | 'email' | 'uri' | 'ip' | 'registeredId'; readonly value: string }
  | { readonly kind: 'directory'; readonly value: Name }
  | { readonly kind: 'other'; readonly oid: string; readonly value: Uint8Array };

/** @throws E_PKI_EXTENSION_INPUT, E_DER_ENCODE */
export function encodeGeneralName(name: GeneralNameInput): Uint8Array {
  switch (name.kind) {
    case 'dns':
    case 'email':
    case 'uri': {
      if (name.value === '') throw fail('E_PKI_EXTENSION_INPUT', `an empty ${name.kind} name`);
      const text = der.string(TAG.IA5_STRING, name.value);
      return der.contextValue(TEXT_KINDS[name.kind], DerReader.over(text).any().content);
    }
    case 'ip': {
      // A zone is of this machine alone, and has no place in a certificate.
      const octets = ipAddressBytes(name.value.replace(/%.*$/s, ''));
      if (octets === undefined) throw fail('E_PKI_EXTENSION_INPUT', `${name.value} is no IP address`);
      return der.contextValue(7, octets);
    }
    case 'registeredId':
      return der.objectIdentifier(name.value, REGISTERED_ID);
    case 'directory':
      return der.context(4, name.value.der);
    case 'other':
      return der.context(0, der.objectIdentifier(name.oid), der.context(0, name.value));
  }
}
