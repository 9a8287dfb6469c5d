/** ClientHello (RFC 5246 §7.4.1.2 with the cookie of RFC 6347 §4.2.1). */

import { concat } from '@sallyport/core';
import { ByteReader, readUint16s, uint, vector } from '../bytes.ts';
import { type Extensions, encodeExtensions, readExtensions } from './extensions.ts';

export interface ClientHello {
  readonly version: number;
  /** 32 bytes */
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cookie: Uint8Array;
  readonly suites: readonly number[];
  readonly compressionMethods: Uint8Array;
  readonly extensions: Extensions;
}

export const RANDOM_LENGTH = 32;
const MAX_SESSION_ID = 32;

/** @throws E_DTLS_MALFORMED, E_DTLS_EXTENSION_REPEATED */
export function decodeClientHello(body: Uint8Array): ClientHello {
  const reader = new ByteReader(body, 'ClientHello');
  return {
    version: reader.uint16(),
    random: reader.bytes(RANDOM_LENGTH),
    sessionId: reader.vector(1, 0, MAX_SESSION_ID),
    cookie: reader.vector(1),
    suites: readUint16s(reader.vector(2, 2), 'cipher suites'),
    compressionMethods: reader.vector(1, 1),
    extensions: readExtensions(reader),
  };
}

export function encodeClientHello(hello: ClientHello): Uint8Array {
  return concat(
    uint(2, hello.version),
    hello.random,
    vector(1, hello.sessionId),
    vector(1, hello.cookie),
    vector(2, ...hello.suites.map((suite) => uint(2, suite))),
    vector(1, hello.compressionMethods),
    encodeExtensions(hello.extensions),
  );
}

/** What a server looks at before it believes that the client can be reached. */
export interface HelloParts {
  readonly random: Uint8Array;
  readonly cookie: Uint8Array;
  /** Everything but the cookie, which is bound to it. */
  readonly bound: Uint8Array;
}

/** Undefined for a hello that ends too early. */
export function splitCookie(body: Uint8Array): HelloParts | undefined {
  const sessionAt = 2 + RANDOM_LENGTH;
  const sessionLength = body[sessionAt];
  if (sessionLength === undefined || sessionLength > MAX_SESSION_ID) return undefined;
  const cookieAt = sessionAt + 1 + sessionLength;
  const cookieLength = body[cookieAt];
  const end = cookieAt + 1 + (cookieLength ?? 0);
  if (cookieLength === undefined || end > body.length) return undefined;
  return {
    random: body.subarray(2, sessionAt),
    cookie: body.subarray(cookieAt + 1, end),
    bound: concat(body.subarray(0, cookieAt), body.subarray(end)),
  };
}
