/** HTTP as values: requests to engines, and what to expect of a refusal. */

import assert from 'node:assert/strict';
import { fromUtf8 } from '@sallyport/core';
import { buildRequest, type ConnectionInfo, type HttpRequest, type HttpResponse } from '@sallyport/http';
import { BRSKI_ERRORS, type BrskiErrorCode } from '../../src/errors.ts';
import { JSON_TYPE, VOUCHER_CMS_JSON } from '../../src/media-types.ts';
import type { Party } from './party.ts';

let connections = 0;

/** A TLS connection from `peer` to `local`. */
export function connection(local: Party, peer?: Party, remoteAddress = '192.0.2.1'): ConnectionInfo {
  connections++;
  return {
    id: `c${connections}`,
    remoteAddress,
    tls: {
      protocol: 'TLSv1.3',
      localCertificate: local.certificate.der,
      ...(peer === undefined ? {} : { peerCertificate: peer.certificate.der }),
      peerChain: peer === undefined ? [] : [peer.certificate.der],
      peerAuthorized: false,
      exporter: (_label, length) => new Uint8Array(length),
    },
  };
}

export function postVoucherRequest(
  path: string,
  body: Uint8Array,
  on: ConnectionInfo,
  headers: Readonly<Record<string, string>> = {},
): HttpRequest {
  return buildRequest({
    method: 'POST',
    target: path,
    headers: { 'content-type': VOUCHER_CMS_JSON, accept: VOUCHER_CMS_JSON, ...headers },
    body,
    connection: on,
  });
}

export function postJson(path: string, body: Uint8Array, on: ConnectionInfo): HttpRequest {
  return buildRequest({ method: 'POST', target: path, headers: { 'content-type': JSON_TYPE }, body, connection: on });
}

/**
 * The refusal that this code stands for: its status, and as text nothing but the code and the hint of its row — so
 * nothing of what the engine knows.
 */
export function assertRefused(response: HttpResponse, code: BrskiErrorCode, status: number): void {
  const text = fromUtf8(response.body);
  assert.equal(text, `${code}: ${BRSKI_ERRORS[code].hint}\n`);
  assert.equal(response.status, status);
  assert.equal(response.headers['content-type'], 'text/plain; charset=utf-8');
}

/** The body with one bit changed. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
