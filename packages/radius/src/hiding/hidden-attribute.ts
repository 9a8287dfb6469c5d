/** An attribute that is hidden with the secret of the hop it travels (RFC 2865 §5.2, RFC 2868 §3.5, RFC 2548 §2.4). */

import { inspect } from 'node:util';
import type { Random, Secret } from '@sallyport/core';
import type { Attribute } from '../packet/packet.ts';

/** What hides and reveals the values of one packet. */
export interface HidingKey {
  /** Shared with the other side. */
  readonly secret: Secret;
  /** Of the request: this packet’s own, or the one it answers. 16 octets. */
  readonly authenticator: Uint8Array;
}

/** Gives each salted value of a packet its own salt. */
export class SaltSource {
  readonly #start: number;
  #used = 0;

  constructor(random: Random) {
    const [high = 0, low = 0] = random.bytes(2);
    this.#start = (high << 8) | low;
  }

  /** Two octets, the first bit set, none twice in a packet (RFC 2868 §3.5). */
  next(): Uint8Array {
    const salt = (this.#start + this.#used++) & 0x7fff;
    return Uint8Array.of(0x80 | (salt >> 8), salt & 0xff);
  }
}

/** A value in the clear, on its way to a packet that will hide it. Cannot be printed. */
export class HiddenAttribute {
  readonly #hide: (key: HidingKey, salts: SaltSource) => Attribute[];

  constructor(hide: (key: HidingKey, salts: SaltSource) => Attribute[]) {
    this.#hide = hide;
  }

  /** @throws E_RADIUS_ARGUMENT */
  hide(key: HidingKey, salts: SaltSource): Attribute[] {
    return this.#hide(key, salts);
  }

  [inspect.custom](): string {
    return 'HiddenAttribute [secret]';
  }
}

/** What a packet is made of: attributes as they are, and ones that the packet’s secret is to hide. */
export type OutgoingAttribute = Attribute | HiddenAttribute;

export function hideAttributes(attributes: readonly OutgoingAttribute[], key: HidingKey, random: Random): Attribute[] {
  let salts: SaltSource | undefined;
  return attributes.flatMap((attribute) => {
    if (!(attribute instanceof HiddenAttribute)) return [attribute];
    salts ??= new SaltSource(random);
    return attribute.hide(key, salts);
  });
}
