/**
 * Cookies that need no memory of whom they were given to (RFC 6347 §4.2.1): an HMAC over the peer's address and its
 * whole ClientHello, under a secret that changes with time.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Clock, type Milliseconds, plain, type Random, utf8 } from '@sallyport/core';
import { uint } from '../bytes.ts';

const SECRET_LENGTH = 32;
/** Of HMAC-SHA256. */
const COOKIE_LENGTH = 32;

export class CookieJar {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #lifetime: Milliseconds;
  #current: Uint8Array;
  #previous: Uint8Array;
  #changedAt: Milliseconds;

  constructor(options: { readonly clock: Clock; readonly random: Random; readonly lifetime: Milliseconds }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#lifetime = options.lifetime;
    this.#current = this.#random.bytes(SECRET_LENGTH);
    this.#previous = this.#random.bytes(SECRET_LENGTH);
    this.#changedAt = this.#clock.monotonic();
  }

  /** @param hello - the ClientHello without its cookie */
  bake(peer: string, hello: Uint8Array): Uint8Array {
    this.#changeSecret();
    return cookieOf(this.#current, peer, hello);
  }

  /** True for a cookie that {@link bake} gave to this peer for this hello not too long ago. */
  isOurs(cookie: Uint8Array, peer: string, hello: Uint8Array): boolean {
    if (cookie.length !== COOKIE_LENGTH) return false;
    this.#changeSecret();
    return [this.#current, this.#previous].some((secret) => timingSafeEqual(cookie, cookieOf(secret, peer, hello)));
  }

  #changeSecret(): void {
    const age = this.#clock.monotonic() - this.#changedAt;
    if (age < this.#lifetime) return;
    // After a long silence both are too old.
    this.#previous = age < 2 * this.#lifetime ? this.#current : this.#random.bytes(SECRET_LENGTH);
    this.#current = this.#random.bytes(SECRET_LENGTH);
    this.#changedAt = this.#clock.monotonic();
  }
}

function cookieOf(secret: Uint8Array, peer: string, hello: Uint8Array): Uint8Array {
  const address = utf8(peer);
  return plain(createHmac('sha256', secret).update(uint(4, address.length)).update(address).update(hello).digest());
}
