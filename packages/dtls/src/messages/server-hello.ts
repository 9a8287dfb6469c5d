/** ServerHello (RFC 5246 §7.4.1.3) and HelloVerifyRequest (RFC 6347 §4.2.1). */

import { concat } from '@sallyport/core';
import { ByteReader, uint, vector } from '../bytes.ts';
import { VERSION } from '../registries.ts';
import { RANDOM_LENGTH } from './client-hello.ts';
import { type Extensions, encodeExtensions, readExtensions } from './extensions.ts';

export interface ServerHello {
  readonly version: number;
  /** 32 bytes */
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly suite: number;
  readonly compressionMethod: number;
  readonly extensions: Extensions;
}

/** @throws E_DTLS_MALFORMED, E_DTLS_EXTENSION_REPEATED */
export function decodeServerHello(body: Uint8Array): ServerHello {
  const reader = new ByteReader(body, 'ServerHello');
  return {
    version: reader.uint16(),
    random: reader.bytes(RANDOM_LENGTH),
    sessionId: reader.vector(1, 0, 32),
    suite: reader.uint16(),
    compressionMethod: reader.uint8(),
    extensions: readExtensions(reader),
  };
}

export function encodeServerHello(hello: ServerHello): Uint8Array {
  return concat(
    uint(2, hello.version),
    hello.random,
    vector(1, hello.sessionId),
    uint(2, hello.suite),
    Uint8Array.of(hello.compressionMethod),
    encodeExtensions(hello.extensions),
  );
}

/** The cookie. Its version says nothing about the one to be agreed on. @throws E_DTLS_MALFORMED */
export function decodeHelloVerifyRequest(body: Uint8Array): Uint8Array {
  const reader = new ByteReader(body, 'HelloVerifyRequest');
  reader.uint16();
  const cookie = reader.vector(1);
  reader.finish();
  return cookie;
}

/** RFC 6347 §4.2.1: says DTLS 1.0 whatever will be agreed on. */
export function encodeHelloVerifyRequest(cookie: Uint8Array): Uint8Array {
  return concat(uint(2, VERSION.dtls10), vector(1, cookie));
}
