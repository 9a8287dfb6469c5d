/** Rows of the dictionary whose values are hidden. */

import { concat, Secret } from '@sallyport/core';
import { tagOctets } from '../attributes/definition.ts';
import { type Path, unwrap, wrap } from '../attributes/envelope.ts';
import { fail } from '../errors.ts';
import type { Attribute } from '../packet/packet.ts';
import { HiddenAttribute, type HidingKey } from './hidden-attribute.ts';
import { hideBlocks, isWholeBlocks, padded, revealBlocks } from './key-stream.ts';

const MAX_PASSWORD = 128;
const SALT = 2;
/** A length, the value and its padding fill whole blocks in what an attribute has left after tag and salt. */
const MAX_SALTED = 239;

/** User-Password (RFC 2865 §5.2). */
export class PasswordDefinition {
  readonly path: Path;

  constructor(path: Path) {
    this.path = path;
  }

  /** 1 to 128 octets. @throws E_RADIUS_ARGUMENT */
  of(password: Secret): HiddenAttribute[] {
    if (password.length > MAX_PASSWORD)
      throw fail('E_RADIUS_ARGUMENT', `a password has ${MAX_PASSWORD} octets at most`);
    // Padding is told from the password by being zero.
    if (password.expose().at(-1) === 0) throw fail('E_RADIUS_ARGUMENT', 'a password cannot end in a zero octet');
    return [
      new HiddenAttribute(({ secret, authenticator }) =>
        wrap(this.path, hideBlocks(padded(password.expose()), secret, authenticator)),
      ),
    ];
  }

  isIn(attributes: readonly Attribute[]): boolean {
    return unwrap(attributes, this.path).length > 0;
  }

  /**
   * The password, if there is one. With the wrong secret it is another one: nothing here can tell.
   * @throws E_RADIUS_HIDDEN_VALUE when it cannot have been hidden by §5.2
   */
  reveal(attributes: readonly Attribute[], { secret, authenticator }: HidingKey): Secret | undefined {
    const [hidden] = unwrap(attributes, this.path);
    if (hidden === undefined) return undefined;
    if (!isWholeBlocks(hidden.length) || hidden.length > MAX_PASSWORD) {
      throw fail('E_RADIUS_HIDDEN_VALUE', `a hidden password cannot have ${hidden.length} octets`);
    }
    const plaintext = revealBlocks(hidden, secret, authenticator);
    let length = plaintext.length;
    while (length > 0 && plaintext[length - 1] === 0) length--;
    return Secret.of(plaintext.subarray(0, length));
  }
}

export interface TaggedSecret {
  /** 0 where there is no tag. */
  readonly tag: number;
  readonly value: Secret;
}

/** Tunnel-Password (RFC 2868 §3.5), and without a tag the MPPE keys (RFC 2548 §2.4.2, §2.4.3). */
export class SaltedDefinition {
  readonly path: Path;
  readonly #isTagged: boolean;

  constructor(path: Path, kind: 'tagged' | 'untagged') {
    this.path = path;
    this.#isTagged = kind === 'tagged';
  }

  /** Up to 239 octets. @throws E_RADIUS_ARGUMENT */
  of(value: Secret, tag = 0): HiddenAttribute[] {
    if (value.length > MAX_SALTED) throw fail('E_RADIUS_ARGUMENT', `a hidden value has ${MAX_SALTED} octets at most`);
    if (tag !== 0 && !this.#isTagged) throw fail('E_RADIUS_ARGUMENT', 'this attribute has no tag');
    const head = this.#isTagged ? tagOctets(tag, true) : new Uint8Array(0);
    return [
      new HiddenAttribute(({ secret, authenticator }, salts) => {
        const salt = salts.next();
        const plaintext = padded(concat(Uint8Array.of(value.length), value.expose()));
        return wrap(this.path, concat(head, salt, hideBlocks(plaintext, secret, concat(authenticator, salt))));
      }),
    ];
  }

  isIn(attributes: readonly Attribute[]): boolean {
    return unwrap(attributes, this.path).length > 0;
  }

  /**
   * The first value, if there is one.
   * @throws E_RADIUS_HIDDEN_VALUE
   */
  reveal(attributes: readonly Attribute[], key: HidingKey): Secret | undefined {
    return this.revealAll(attributes, key)[0]?.value;
  }

  /** @throws E_RADIUS_HIDDEN_VALUE when the length inside does not fit: the secrets differ, or the value is damaged */
  revealAll(attributes: readonly Attribute[], { secret, authenticator }: HidingKey): TaggedSecret[] {
    return unwrap(attributes, this.path).map((octets) => {
      const hidden = this.#isTagged ? octets.subarray(1) : octets;
      const salt = hidden.subarray(0, SALT);
      const ciphertext = hidden.subarray(SALT);
      if (!isWholeBlocks(ciphertext.length)) {
        throw fail('E_RADIUS_HIDDEN_VALUE', `a salted value cannot have ${ciphertext.length} octets`);
      }
      const plaintext = revealBlocks(ciphertext, secret, concat(authenticator, salt));
      const [length = 0] = plaintext;
      if (length > plaintext.length - 1) throw fail('E_RADIUS_HIDDEN_VALUE', 'the length inside is too great');
      return { tag: this.#isTagged ? (octets[0] ?? 0) : 0, value: Secret.of(plaintext.subarray(1, 1 + length)) };
    });
  }
}
