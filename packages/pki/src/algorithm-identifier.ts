/** AlgorithmIdentifier (RFC 5280 §4.1.1.2). */

import { DerReader } from '@sallyport/der';

export interface AlgorithmIdentifier {
  readonly oid: string;
  /** The whole encoding of the parameters, or undefined when they are absent. */
  readonly parameters: Uint8Array | undefined;
  /** The whole encoding. */
  readonly der: Uint8Array;
}

/** Reads the AlgorithmIdentifier that comes next. */
export function readAlgorithmIdentifier(reader: DerReader): AlgorithmIdentifier {
  const { bytes } = reader.any();
  return DerReader.whole(bytes, (whole) => {
    const fields = whole.sequence();
    const oid = fields.objectIdentifier();
    const parameters = fields.optionalAny()?.bytes;
    fields.finish();
    return { oid, parameters, der: bytes };
  });
}
