/** A thin, strict DER reader and writer (X.690), and PEM (RFC 7468). */

export { DER_ERRORS } from './errors.ts';
export { decodePem, decodeSinglePem, encodePem, type PemObject } from './pem.ts';
export { compareOctets, DEFAULT_DER_LIMITS, type DerElement, type DerLimits, DerReader } from './reader.ts';
export { isPrintable } from './strings.ts';
export { contextConstructed, contextPrimitive, TAG } from './tags.ts';
export type { DerNode, DerPart } from './tree.ts';
export * as der from './writer.ts';
