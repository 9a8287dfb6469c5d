/** The extensions of hello messages (RFC 5246 §7.4.1.4): the block, and the bodies of those known here. */

import { concat, utf8 } from '@sallyport/core';
import { ByteReader, readUint16s, uint, vector } from '../bytes.ts';
import { fail } from '../errors.ts';
import {
  CERTIFICATE_TYPE,
  EXTENSION,
  NAMED_GROUP,
  POINT_FORMAT_UNCOMPRESSED,
  SIGNATURE_SCHEMES,
} from '../registries.ts';

/** By type, in the order in which they came; unknown ones are kept. */
export type Extensions = ReadonlyMap<number, Uint8Array>;

const MAX_EXTENSIONS = 64;
const EMPTY = new Uint8Array(0);

/**
 * Whatever is left of a hello message: nothing at all, or one block of extensions.
 * @throws E_DTLS_MALFORMED, E_DTLS_EXTENSION_REPEATED
 */
export function readExtensions(hello: ByteReader): Extensions {
  const extensions = new Map<number, Uint8Array>();
  if (hello.remaining === 0) return extensions;
  const block = hello.nested(2, 'extension block');
  hello.finish();
  while (block.remaining > 0) {
    const type = block.uint16();
    if (extensions.has(type)) throw fail('E_DTLS_EXTENSION_REPEATED', `extension ${type} comes twice`);
    if (extensions.size === MAX_EXTENSIONS) throw block.malformed(`has more than ${MAX_EXTENSIONS} extensions`);
    extensions.set(type, block.vector(2));
  }
  return extensions;
}

/** The block, or nothing when there are none. */
export function encodeExtensions(extensions: Extensions): Uint8Array {
  if (extensions.size === 0) return EMPTY;
  return vector(2, ...[...extensions].map(([type, body]) => concat(uint(2, type), vector(2, body))));
}

/** RFC 8422 §5.1.1 */
export function encodeSupportedGroups(): Uint8Array {
  return vector(2, uint(2, NAMED_GROUP.secp256r1));
}

/** True when the client left the choice of curves open or named secp256r1. @throws E_DTLS_MALFORMED */
export function allowsSecp256r1(extensions: Extensions): boolean {
  const body = extensions.get(EXTENSION.supportedGroups);
  if (body === undefined) return true;
  return readNumbers(body, 'supported_groups').includes(NAMED_GROUP.secp256r1);
}

/** RFC 8422 §5.1.2 */
export function encodePointFormats(): Uint8Array {
  return vector(1, Uint8Array.of(POINT_FORMAT_UNCOMPRESSED));
}

/** @throws E_DTLS_MALFORMED, E_DTLS_POINT_FORMAT */
export function checkPointFormats(extensions: Extensions): void {
  const body = extensions.get(EXTENSION.ecPointFormats);
  if (body === undefined) return;
  const reader = new ByteReader(body, 'ec_point_formats');
  const formats = reader.vector(1, 1);
  reader.finish();
  if (!formats.includes(POINT_FORMAT_UNCOMPRESSED)) {
    throw fail('E_DTLS_POINT_FORMAT', 'ec_point_formats lacks the uncompressed format');
  }
}

/** RFC 5246 §7.4.1.4.1 */
export function encodeSignatureSchemes(): Uint8Array {
  return vector(2, ...SIGNATURE_SCHEMES.map(({ id }) => uint(2, id)));
}

/**
 * Undefined when the extension is missing.
 * @throws E_DTLS_MALFORMED
 */
export function readSignatureSchemes(extensions: Extensions): readonly number[] | undefined {
  const body = extensions.get(EXTENSION.signatureAlgorithms);
  return body === undefined ? undefined : readNumbers(body, 'signature_algorithms');
}

function readNumbers(body: Uint8Array, what: string): number[] {
  const reader = new ByteReader(body, what);
  const numbers = readUint16s(reader.vector(2, 2), what);
  reader.finish();
  return numbers;
}

/** RFC 6066 §3: one host name. */
export function encodeServerName(name: string): Uint8Array {
  return vector(2, Uint8Array.of(0), vector(2, utf8(name)));
}

/** RFC 7250 §3, the client’s list. @throws E_DTLS_MALFORMED */
export function readCertificateTypes(body: Uint8Array, what: string): Uint8Array {
  const reader = new ByteReader(body, what);
  const types = reader.vector(1, 1);
  reader.finish();
  return types;
}

/** RFC 7250 §3, the server’s choice. @throws E_DTLS_MALFORMED */
export function readCertificateType(body: Uint8Array | undefined, what: string): number {
  // §4.1: without the extension it is X.509.
  if (body === undefined) return CERTIFICATE_TYPE.x509;
  const reader = new ByteReader(body, what);
  const type = reader.uint8();
  reader.finish();
  return type;
}

/** RFC 5746 §3.4, §3.6: in a first handshake it says nothing. @throws E_DTLS_RENEGOTIATION_INFO */
export function checkRenegotiationInfo(extensions: Extensions): void {
  const body = extensions.get(EXTENSION.renegotiationInfo);
  if (body === undefined) return;
  if (body.length !== 1 || body[0] !== 0) {
    throw fail('E_DTLS_RENEGOTIATION_INFO', 'renegotiation_info speaks of an earlier handshake');
  }
}

/** RFC 7627 §5.1: true when it is there. @throws E_DTLS_MALFORMED when it is not empty */
export function hasExtendedMasterSecret(extensions: Extensions): boolean {
  const body = extensions.get(EXTENSION.extendedMasterSecret);
  if (body === undefined) return false;
  new ByteReader(body, 'extended_master_secret').finish();
  return true;
}
