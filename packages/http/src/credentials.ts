/** User name and password towards a server (RFC 9110 §11): Basic (RFC 7617) and Digest (RFC 7616). */

import { concat, type Random, type Secret, toBase64, utf8 } from '@sallyport/core';
import { parseChallenges } from './challenges.ts';
import { type DigestChallenge, digestAuthorization, readDigestChallenge } from './digest.ts';
import { fail } from './errors.ts';

export interface Credentials {
  /** `basic`: sent with every request, unasked. `digest`: only ever a proof, after a challenge. */
  readonly scheme: 'basic' | 'digest';
  /** The one server they are for, for example `https://masa.example`; no other is ever shown them. */
  readonly origin: string;
  /** Printable ASCII without a colon. */
  readonly username: string;
  readonly password: Secret;
}

/** Remembers the last Digest challenge, so that further requests need no second round. */
export class Authenticator {
  readonly #credentials: Credentials;
  readonly #random: Random;
  #challenge: DigestChallenge | undefined;
  #count = 0;

  /** @throws E_HTTP_ARGUMENT when the user name holds what no header field can carry */
  constructor(credentials: Credentials, random: Random) {
    if (!/^[\x20-\x39\x3b-\x7e]+$/.test(credentials.username)) {
      throw fail('E_HTTP_ARGUMENT', 'a user name is printable ASCII without a colon');
    }
    this.#credentials = credentials;
    this.#random = random;
  }

  /** The Authorization field to send along, if there is one to send yet. */
  authorization(method: string, uri: string): string | undefined {
    const { scheme, username, password } = this.#credentials;
    if (scheme === 'basic') return `Basic ${toBase64(concat(utf8(`${username}:`), password.expose()))}`;
    if (this.#challenge === undefined) return undefined;
    this.#count++;
    return digestAuthorization(this.#challenge, {
      method,
      uri,
      username,
      password,
      count: this.#count,
      random: this.#random,
    });
  }

  /**
   * Takes the challenge of a 401.
   * @returns true when the request is worth sending again: there is a new challenge, or the nonce was merely stale
   * @throws E_HTTP_CREDENTIALS_UNSUPPORTED when the server asks for a Digest that this client does not do
   */
  challenged(field: string | undefined, alreadyAnswered: boolean): boolean {
    if (this.#credentials.scheme === 'basic') return false;
    const challenges = parseChallenges(field ?? '').filter(({ scheme }) => scheme === 'digest');
    if (challenges.length === 0) return false;
    // The server lists its challenges best first; take the first one understood (RFC 7616 §3.7).
    for (const challenge of challenges) {
      const digest = readDigestChallenge(challenge);
      if (digest === undefined) continue;
      const stale = challenge.parameters.get('stale')?.toLowerCase() === 'true';
      if (alreadyAnswered && !stale) return false;
      this.#challenge = digest;
      this.#count = 0;
      return true;
    }
    throw fail('E_HTTP_CREDENTIALS_UNSUPPORTED', 'the server asks for a form of Digest that is not supported');
  }
}
