/** Plain PSK key exchange (RFC 4279 §2). */

import { concat, Secret } from '@sallyport/core';
import { ByteReader, uint, vector } from '../bytes.ts';
import type { PskCredentials, PskKeys } from '../credentials.ts';
import { fail } from '../errors.ts';
import type { ClientKeyExchange, ServerKeyExchange } from './key-exchange.ts';

/** RFC 4279 §5.3 asks for 128 bytes at least. */
const MAX_IDENTITY = 1024;

export class PskClient implements ClientKeyExchange {
  readonly #credentials: PskCredentials;

  constructor(credentials: PskCredentials) {
    this.#credentials = credentials;
  }

  /** An identity hint, with which this side does nothing: it has one identity. */
  readServer(body: Uint8Array): void {
    const reader = new ByteReader(body, 'ServerKeyExchange');
    reader.vector(2);
    reader.finish();
  }

  write(): Uint8Array {
    return vector(2, this.#credentials.identity);
  }

  premaster(): Secret {
    return pskPremaster(this.#credentials.key);
  }
}

export class PskServer implements ServerKeyExchange {
  readonly #credentials: PskCredentials | PskKeys;
  #identity: Uint8Array | undefined;

  constructor(credentials: PskCredentials | PskKeys) {
    this.#credentials = credentials;
  }

  /** The identity whose key the client is about to prove. */
  get identity(): Uint8Array | undefined {
    return this.#identity;
  }

  write(): Uint8Array | undefined {
    if (!('keyFor' in this.#credentials) || this.#credentials.hint === undefined) return undefined;
    return vector(2, this.#credentials.hint);
  }

  /** @throws E_DTLS_MALFORMED, E_DTLS_PSK_IDENTITY */
  readClient(body: Uint8Array): Secret {
    const reader = new ByteReader(body, 'ClientKeyExchange');
    const identity = Uint8Array.from(reader.vector(2, 0, MAX_IDENTITY));
    reader.finish();
    const key = this.#keyFor(identity);
    if (key === undefined) throw fail('E_DTLS_PSK_IDENTITY', 'no pre-shared key is known for the identity');
    this.#identity = identity;
    return pskPremaster(key);
  }

  #keyFor(identity: Uint8Array): Secret | undefined {
    if ('keyFor' in this.#credentials) return this.#credentials.keyFor(identity);
    return Buffer.from(identity).equals(this.#credentials.identity) ? this.#credentials.key : undefined;
  }
}

/** RFC 4279 §2: as many zeros as the key has bytes, then the key, each with its length before it. */
function pskPremaster(key: Secret): Secret {
  const length = uint(2, key.length);
  const bytes = concat(length, new Uint8Array(key.length), length, key.expose());
  const premaster = Secret.of(bytes);
  bytes.fill(0);
  return premaster;
}
