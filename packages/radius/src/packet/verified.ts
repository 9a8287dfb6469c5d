/** A packet that somebody who knows the secret has vouched for. */

import type { HidingKey } from '../hiding/hidden-attribute.ts';
import type { Attribute, Packet } from './packet.ts';

/** Only `verify.ts` makes one. The private key makes it a type that nothing else can stand for. */
export class VerifiedPacket implements Packet {
  readonly code: number;
  readonly identifier: number;
  readonly authenticator: Uint8Array;
  readonly attributes: readonly Attribute[];
  readonly bytes: Uint8Array;
  readonly #key: HidingKey;

  constructor({ code, identifier, authenticator, attributes, bytes }: Packet, key: HidingKey) {
    this.code = code;
    this.identifier = identifier;
    this.authenticator = authenticator;
    this.attributes = attributes;
    this.bytes = bytes;
    this.#key = key;
  }

  /** Reveals the hidden values of this packet. */
  get key(): HidingKey {
    return this.#key;
  }
}
