/** The head of TLS messages in EAP: the Flags byte and the lengths it announces (RFC 5216 §3.1, RFC 9930 §4.1). */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';

const LENGTH = 0x80;
const MORE = 0x40;
const START = 0x20;
const OUTER_TLVS = 0x10;
const VERSION = 0x07;

const LENGTH_FIELD = 4;

/** How a method uses the bits behind L, M and S. EAP-TLS reserves them all (RFC 5216 §3.1), TEAP has uses for four. */
export type TlsDialect = 'tls' | 'teap';

export interface TlsFragment {
  /** Length of the whole TLS message, in bytes, if the fragment tells it. */
  readonly length?: number;
  /** More fragments follow. */
  readonly more: boolean;
  readonly start: boolean;
  /** TEAP only. */
  readonly version: number;
  /** TLVs outside TLS, of TEAP only. */
  readonly outerTlvs?: Uint8Array;
  readonly data: Uint8Array;
}

/**
 * Reads the Type-Data of a Request or Response. No Type-Data at all is taken for an acknowledgement, as RFC 5216 §2.1.1
 * says "no data" and some peers leave the Flags out as well.
 * @throws E_EAP_TLS_LENGTH_FIELD
 */
export function decodeFragment(bytes: Uint8Array, dialect: TlsDialect): TlsFragment {
  const [flags = 0] = bytes;
  const more = (flags & MORE) !== 0;
  const start = (flags & START) !== 0;
  const version = dialect === 'teap' ? flags & VERSION : 0;
  let rest = bytes.subarray(1);
  const takeLength = () => {
    if (rest.length < LENGTH_FIELD) throw fail('E_EAP_TLS_LENGTH_FIELD', 'a length field is cut off');
    const value = new DataView(rest.buffer, rest.byteOffset, LENGTH_FIELD).getUint32(0);
    rest = rest.subarray(LENGTH_FIELD);
    return value;
  };
  const length = (flags & LENGTH) === 0 ? undefined : takeLength();
  const outerLength = dialect === 'teap' && (flags & OUTER_TLVS) !== 0 ? takeLength() : 0;
  if (outerLength > rest.length) throw fail('E_EAP_TLS_LENGTH_FIELD', `${outerLength} bytes of outer TLVs`);
  const data = rest.subarray(0, rest.length - outerLength);
  return {
    ...(length === undefined ? {} : { length }),
    more,
    start,
    version,
    ...(outerLength === 0 ? {} : { outerTlvs: rest.subarray(data.length) }),
    data,
  };
}

export function encodeFragment(fragment: TlsFragment): Uint8Array {
  const { length, outerTlvs } = fragment;
  const flags =
    (length === undefined ? 0 : LENGTH) |
    (fragment.more ? MORE : 0) |
    (fragment.start ? START : 0) |
    (outerTlvs === undefined ? 0 : OUTER_TLVS) |
    fragment.version;
  return concat(
    Uint8Array.of(flags),
    ...(length === undefined ? [] : [uint32(length)]),
    ...(outerTlvs === undefined ? [] : [uint32(outerTlvs.length)]),
    fragment.data,
    ...(outerTlvs === undefined ? [] : [outerTlvs]),
  );
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_FIELD);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
