/** An authenticator in software (WebAuthn Level 3 §6): what it says can be bent, as an attacker would. */

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { JsonObject } from '@sallyport/core';
import { encode } from 'cborg';

export interface Bending {
  readonly origin?: string;
  readonly challenge?: string;
  readonly host?: string;
  readonly counter?: number;
  readonly type?: string;
  /** User present 1, user verified 4. */
  readonly flags?: number;
  readonly crossOrigin?: boolean;
  readonly userHandle?: string;
  /** Breaks the signature. */
  readonly isForged?: boolean;
}

const PRESENT = 1;
const VERIFIED = 4;
const ATTESTED = 0x40;

export class Authenticator {
  readonly id = randomBytes(16).toString('base64url');
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #counter = 0;
  #userHandle = '';

  /** What `navigator.credentials.create` gives. */
  create(options: JsonObject, origin: string, bent: Bending = {}) {
    this.#userHandle = textOf(objectOf(options['user'])['id']);
    const data = clientData('webauthn.create', options, origin, bent);
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.from([id.length >> 8, id.length & 0xff]);
    const credential = Buffer.concat([Buffer.alloc(16), length, id, this.#coseKey()]);
    const flags = (bent.flags ?? PRESENT | VERIFIED) | ATTESTED;
    const authData = Buffer.concat([this.#head(options, origin, flags, bent), credential]);
    return {
      ...this.#common(),
      response: {
        clientDataJSON: data.toString('base64url'),
        attestationObject: Buffer.from(encode({ fmt: 'none', attStmt: {}, authData })).toString('base64url'),
        transports: ['internal' as const],
      },
    };
  }

  /** What `navigator.credentials.get` gives. */
  get(options: JsonObject, origin: string, bent: Bending = {}) {
    this.#counter++;
    const data = clientData('webauthn.get', options, origin, bent);
    const authData = this.#head(options, origin, bent.flags ?? PRESENT | VERIFIED, bent);
    const signed = Buffer.concat([authData, createHash('sha256').update(data).digest()]);
    const signature = sign('sha256', signed, this.#pair.privateKey);
    if (bent.isForged) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
    return {
      ...this.#common(),
      response: {
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: bent.userHandle ?? this.#userHandle,
      },
    };
  }

  #common() {
    return { id: this.id, rawId: this.id, type: 'public-key' as const, clientExtensionResults: {} };
  }

  #head(options: JsonObject, origin: string, flags: number, bent: Bending): Buffer {
    const said = objectOf(options['rp'])['id'] ?? options['rpId'];
    const host = bent.host ?? (said === undefined ? new URL(origin).hostname : textOf(said));
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(bent.counter ?? this.#counter);
    return Buffer.concat([createHash('sha256').update(host).digest(), Buffer.from([flags]), counter]);
  }

  /** RFC 9052: kty EC2, alg ES256, crv P-256. */
  #coseKey(): Uint8Array {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' });
    const point = (text: string) => Buffer.from(text, 'base64url');
    return encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, point(x)],
        [-3, point(y)],
      ]),
    );
  }
}

function clientData(type: string, options: JsonObject, origin: string, bent: Bending): Buffer {
  const challenge = bent.challenge ?? textOf(options['challenge']);
  const { crossOrigin = false } = bent;
  return Buffer.from(
    JSON.stringify({ type: bent.type ?? type, challenge, origin: bent.origin ?? origin, crossOrigin }),
  );
}

function objectOf(value: JsonObject[string] | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function textOf(value: JsonObject[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}
