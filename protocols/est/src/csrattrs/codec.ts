/**
 * CSR attributes (RFC 7030 §4.5.2 with the syntax of RFC 8951 §4):
 *
 *     CsrAttrs ::= SEQUENCE SIZE (0..MAX) OF AttrOrOID
 *     AttrOrOID ::= CHOICE { oid OBJECT IDENTIFIER, attribute Attribute }
 *
 * The codec keeps what it does not understand; `requirements.ts` gives it meaning.
 */

import { isSallyportError } from '@sallyport/core';
import { DerReader, der, TAG } from '@sallyport/der';
import type { RequestAttribute } from '@sallyport/pki';
import { fail } from '../errors.ts';

export type AttrOrOid =
  | { readonly kind: 'oid'; readonly oid: string }
  /** `values` are whole encodings. */
  | ({ readonly kind: 'attribute' } & RequestAttribute);

export type CsrAttributes = readonly AttrOrOid[];

const LIMITS = { maxBytes: 64 << 10, maxDepth: 24 };
const MAX_ITEMS = 64;
const MAX_VALUES = 64;

/** @throws E_DER_ENCODE for an OID that is none */
export function encodeCsrAttributes(attributes: CsrAttributes): Uint8Array {
  return der.sequence(
    ...attributes.map((item) =>
      item.kind === 'oid'
        ? der.objectIdentifier(item.oid)
        : der.sequence(der.objectIdentifier(item.oid), der.setOf(item.values)),
    ),
  );
}

/** @throws E_EST_CSRATTRS */
export function decodeCsrAttributes(encoding: Uint8Array): CsrAttributes {
  return reading(() => {
    const items = DerReader.whole(encoding, (whole) => whole.sequence().all(readItem), LIMITS);
    if (items.length > MAX_ITEMS) throw fail('E_EST_CSRATTRS', `more than ${MAX_ITEMS} attributes`);
    return items;
  });
}

function readItem(reader: DerReader): AttrOrOid {
  if (reader.at(TAG.OBJECT_IDENTIFIER)) return { kind: 'oid', oid: reader.objectIdentifier() };
  return { kind: 'attribute', ...readAttribute(reader) };
}

/** Reads an Attribute. The order of its values is not insisted on: it carries no meaning and some servers do not sort. */
export function readAttribute(reader: DerReader): RequestAttribute {
  const fields = reader.sequence();
  const oid = fields.objectIdentifier();
  const values = fields.set().all((set) => set.any().bytes);
  fields.finish();
  if (values.length > MAX_VALUES) throw fail('E_EST_CSRATTRS', `more than ${MAX_VALUES} values in attribute ${oid}`);
  return { oid, values };
}

/** Runs a reader and turns whatever it finds wrong into E_EST_CSRATTRS. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!isSallyportError(cause) || isSallyportError(cause, 'E_EST_CSRATTRS')) throw cause;
    throw fail('E_EST_CSRATTRS', `CSR attributes are malformed: ${cause.message}`, { cause });
  }
}
