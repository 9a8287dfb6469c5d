/**
 * Digest access authentication, the client's side (RFC 7616): SHA-256, SHA-512-256 and MD5, plain and `-sess`, with
 * qop=auth. Left out: auth-int, the form without qop of RFC 2069 (no client nonce, so open to chosen challenges), and
 * checking Authentication-Info, as TLS has authenticated the server.
 */

import { createHash } from 'node:crypto';
import { fromUtf8, type Random, type Secret, toHex, utf8 } from '@sallyport/core';
import type { Challenge } from './challenges.ts';

/** RFC 7616 §3.3 names to OpenSSL's. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-512-256', 'sha512-256'],
  ['md5', 'md5'],
]);

export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the server wrote it, to be sent back. */
  readonly algorithm: string | undefined;
  readonly hash: string;
  readonly session: boolean;
  readonly userhash: boolean;
}

/** What of a challenge this client can answer; undefined when it cannot. */
export function readDigestChallenge(challenge: Challenge): DigestChallenge | undefined {
  const { parameters } = challenge;
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  const algorithm = parameters.get('algorithm');
  const session = algorithm?.toLowerCase().endsWith('-sess') === true;
  // Absent means MD5 (RFC 7616 §3.3).
  const base = (algorithm ?? 'MD5').toLowerCase().replace(/-sess$/, '');
  const hash = ALGORITHMS.get(base);
  const qops = (parameters.get('qop') ?? '').toLowerCase().split(',');
  if (challenge.scheme !== 'digest' || realm === undefined || nonce === undefined || hash === undefined)
    return undefined;
  if (!qops.some((qop) => qop.trim() === 'auth')) return undefined;
  const userhash = parameters.get('userhash')?.toLowerCase() === 'true';
  return { realm, nonce, opaque: parameters.get('opaque'), algorithm, hash, session, userhash };
}

export interface DigestRequest {
  readonly method: string;
  /** Request target as on the request line. */
  readonly uri: string;
  readonly username: string;
  readonly password: Secret;
  /** How often this nonce has been used, this time included. */
  readonly count: number;
  readonly random: Random;
}

/** The Authorization field (RFC 7616 §3.4). */
export function digestAuthorization(challenge: DigestChallenge, request: DigestRequest): string {
  const cnonce = toHex(request.random.bytes(16));
  return authorizationWith(challenge, request, cnonce);
}

/** Apart from its client nonce, so that the RFC's own examples can be reproduced. */
export function authorizationWith(challenge: DigestChallenge, request: DigestRequest, cnonce: string): string {
  const { realm, nonce } = challenge;
  const nc = request.count.toString(16).padStart(8, '0');
  const H = (text: string) => createHash(challenge.hash).update(utf8(text)).digest('hex');
  const user = H(`${request.username}:${realm}:${fromUtf8(request.password.expose())}`);
  const a1 = challenge.session ? H(`${user}:${nonce}:${cnonce}`) : user;
  const a2 = H(`${request.method}:${request.uri}`);
  const response = H(`${a1}:${nonce}:${nc}:${cnonce}:auth:${a2}`);
  const fields = [
    `username=${quote(challenge.userhash ? H(`${request.username}:${realm}`) : request.username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(request.uri)}`,
    `response="${response}"`,
    ...(challenge.algorithm === undefined ? [] : [`algorithm=${challenge.algorithm}`]),
    `cnonce=${quote(cnonce)}`,
    ...(challenge.opaque === undefined ? [] : [`opaque=${quote(challenge.opaque)}`]),
    'qop=auth',
    `nc=${nc}`,
    ...(challenge.userhash ? ['userhash=true'] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}

function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
