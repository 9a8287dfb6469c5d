/**
 * Path validation with a memory: the certificates that sign on this path — IDevIDs, MASAs — come again and again. A
 * verdict holds while the certificates below the anchor are valid and the anchors are the same array.
 */

import { type Clock, HOUR } from '@sallyport/core';
import { type Certificate, validatePath } from '@sallyport/pki';
import { ExpiringMap } from './expiring-map.ts';

export interface RememberedPathOptions {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  /** Give the same array while the anchors are the same. */
  readonly anchors: readonly Certificate[];
  /** Judge without dates (RFC 8995 §2.6.2). */
  readonly ignoreLifetimes: boolean;
}

interface Verdict {
  readonly anchor: Certificate;
  readonly from: number;
  readonly until: number;
}

const CAPACITY = 10_000;

export class PathMemory {
  readonly #clock: Clock;
  readonly #verdicts = new WeakMap<readonly Certificate[], ExpiringMap<Verdict>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The anchor that the leaf leads to now. @throws E_PKI_PATH_… and what else `validatePath` throws */
  anchorOf({ leaf, intermediates, anchors, ignoreLifetimes }: RememberedPathOptions): Certificate {
    const verdicts = this.#verdictsUnder(anchors);
    const key = `${ignoreLifetimes ? 'undated' : 'dated'} ${leaf.fingerprint()}`;
    const now = this.#clock.now();
    const known = verdicts.get(key);
    if (known !== undefined && known.from <= now.getTime() && now.getTime() <= known.until) return known.anchor;
    const path = validatePath({ leaf, intermediates, anchors, at: ignoreLifetimes ? 'ignore-validity' : now });
    const { from, until } = ignoreLifetimes ? ALWAYS : spanOf(path.chain.slice(0, -1));
    verdicts.set(key, { anchor: path.anchor, from, until });
    return path.anchor;
  }

  #verdictsUnder(anchors: readonly Certificate[]): ExpiringMap<Verdict> {
    const known = this.#verdicts.get(anchors);
    if (known !== undefined) return known;
    const made = new ExpiringMap<Verdict>({ clock: this.#clock, capacity: CAPACITY, lifetime: HOUR });
    this.#verdicts.set(anchors, made);
    return made;
  }
}

const ALWAYS = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** From when until when all of these are valid, in milliseconds since 1970. */
export function spanOf(certificates: readonly Certificate[]): { readonly from: number; readonly until: number } {
  return {
    from: Math.max(...certificates.map(({ notBefore }) => notBefore.getTime())),
    until: Math.min(...certificates.map(({ notAfter }) => notAfter.getTime())),
  };
}
