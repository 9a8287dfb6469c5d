/**
 * HTTP Digest towards an EST server (RFC 7616, RFC 7030 §3.2.3): SHA-256, and MD5 for clients that know no better, with
 * qop=auth.
 *
 * Nonces are made from the time and a key, so that nothing is remembered between requests and any replica with the same
 * key can judge. A nonce can be used again while it lives: EST is served over TLS, where nobody can listen.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Clock, fromUtf8, MINUTE, type Milliseconds, type Secret, utf8 } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import type { DeviceIdentity } from '@sallyport/onboarding';
import type { EstHttpAuthenticator } from './ports.ts';

export interface DigestOptions {
  /** Printable ASCII without quotes. */
  readonly realm: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Key of the nonces, 32 random bytes; the same on all replicas. */
  readonly nonceKey: Secret;
  /** Default 5 minutes. */
  readonly nonceLifetime?: Milliseconds;
  /** The password of a user, and the device that has it. */
  readonly find: (
    username: string,
  ) => Promise<{ readonly password: Secret; readonly device: DeviceIdentity } | undefined>;
}

const ALGORITHMS = { 'SHA-256': 'sha256', MD5: 'md5' } as const;
const MAX_FIELD = 2048;
const PARAMETER = /([A-Za-z0-9*-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))[ \t]*(?:,[ \t]*|$)/y;

export function digestAuthenticator(options: DigestOptions): EstHttpAuthenticator {
  const nonces = new Nonces(options);
  return {
    challenges(request) {
      const given = parse(request.headers.get('authorization') ?? '');
      // A client that hears of a stale nonce tries again without asking a person (RFC 7616 §3.3).
      const stale = given !== undefined && nonces.judge(given.get('nonce') ?? '') === 'stale' ? ', stale=true' : '';
      const nonce = nonces.make();
      return Object.keys(ALGORITHMS).map(
        (algorithm) => `Digest realm="${options.realm}", qop="auth", algorithm=${algorithm}, nonce="${nonce}"${stale}`,
      );
    },
    async authenticate(request) {
      const given = parse(request.headers.get('authorization') ?? '');
      if (given === undefined || nonces.judge(given.get('nonce') ?? '') !== 'fresh') return undefined;
      const user = await options.find(given.get('username') ?? '');
      return user !== undefined && proves(given, user.password, request, options.realm) ? user.device : undefined;
    },
  };
}

function proves(given: ReadonlyMap<string, string>, password: Secret, request: HttpRequest, realm: string): boolean {
  const field = (name: string) => given.get(name) ?? '';
  const algorithm = given.get('algorithm') ?? 'MD5';
  if (!isAlgorithm(algorithm) || field('qop') !== 'auth' || field('realm') !== realm) return false;
  if (field('uri') !== request.path || !/^[0-9a-f]{8}$/.test(field('nc')) || field('cnonce') === '') return false;
  const hash = (text: string) => createHash(ALGORITHMS[algorithm]).update(utf8(text)).digest('hex');
  const a1 = hash(`${field('username')}:${realm}:${fromUtf8(password.expose())}`);
  const a2 = hash(`${request.method}:${field('uri')}`);
  const expected = hash([a1, field('nonce'), field('nc'), field('cnonce'), 'auth', a2].join(':'));
  const response = field('response').toLowerCase();
  return response.length === expected.length && timingSafeEqual(utf8(response), utf8(expected));
}

function isAlgorithm(text: string): text is keyof typeof ALGORITHMS {
  return Object.hasOwn(ALGORITHMS, text);
}

class Nonces {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #key: Secret;
  readonly #lifetime: Milliseconds;

  constructor({ clock, nonceKey, nonceLifetime = 5 * MINUTE }: DigestOptions) {
    this.#clock = clock;
    this.#key = nonceKey;
    this.#lifetime = nonceLifetime;
  }

  make(): string {
    const time = this.#clock.now().getTime().toString(16);
    return `${time}-${this.#seal(time)}`;
  }

  judge(nonce: string): 'fresh' | 'stale' | 'foreign' {
    const [, time = '', seal = ''] = /^([0-9a-f]{1,13})-([0-9a-f]{64})$/.exec(nonce) ?? [];
    if (time === '' || !timingSafeEqual(utf8(seal), utf8(this.#seal(time)))) return 'foreign';
    const age = this.#clock.now().getTime() - Number.parseInt(time, 16);
    return age >= 0 && age <= this.#lifetime ? 'fresh' : 'stale';
  }

  #seal(time: string): string {
    return createHmac('sha256', this.#key.expose()).update(time).digest('hex');
  }
}

/** The parameters of a Digest Authorization field; undefined for any other, and for one that repeats itself. */
function parse(field: string): ReadonlyMap<string, string> | undefined {
  const start = /^digest +/i.exec(field);
  if (start === null || field.length > MAX_FIELD) return undefined;
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = start[0].length;
  while (PARAMETER.lastIndex < field.length) {
    const match = PARAMETER.exec(field);
    const name = match?.[1]?.toLowerCase();
    if (match === null || name === undefined || parameters.has(name)) return undefined;
    parameters.set(name, match[3] ?? (match[2] ?? '').replace(/\\(.)/g, '$1'));
  }
  return parameters;
}
