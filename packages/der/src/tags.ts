/** Identifier octets (X.690 §8.1.2). Only low tag numbers (below 31) occur in the structures Sallyport reads. */
export const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OBJECT_IDENTIFIER: 0x06,
  ENUMERATED: 0x0a,
  UTF8_STRING: 0x0c,
  NUMERIC_STRING: 0x12,
  PRINTABLE_STRING: 0x13,
  TELETEX_STRING: 0x14,
  IA5_STRING: 0x16,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  VISIBLE_STRING: 0x1a,
  UNIVERSAL_STRING: 0x1c,
  BMP_STRING: 0x1e,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/** The identifier octet of a primitive context-specific tag, as in `[0] IMPLICIT OCTET STRING`. */
export function contextPrimitive(number: number): number {
  return 0x80 | number;
}

/** The identifier octet of a constructed context-specific tag, as in `[0] EXPLICIT …`. */
export function contextConstructed(number: number): number {
  return 0xa0 | number;
}
