/**
 * CCM* protection of frames (IEEE 802.15.4-2015 §9.3.2, annex B): the header and the open payload are authenticated,
 * the private payload is authenticated and, from level 4 on, encrypted.
 */

import { createCipheriv, type KeyObject } from 'node:crypto';
import { concat, plain } from '@sallyport/core';
import { openCcm, sealCcm } from '@sallyport/crypto';
import { EXTENDED_ADDRESS_SIZE, MAX_MPDU_SIZE, SECURITY_LEVELS } from './constants.ts';
import { encodeHeader } from './encode.ts';
import { fail } from './errors.ts';
import type { ExtendedAddress, Frame, ReceivedFrame, SecurityHeader, SecurityLevel } from './frame.ts';
import { openPayloadSize } from './open-payload.ts';

/** Bytes of a CCM* nonce. */
export const NONCE_SIZE = 13;
const NOTHING = new Uint8Array(0);
/** Annex B.3.2: the first byte of a counter block says that the counter has two bytes. */
const COUNTER_BLOCK_FLAGS = 1;

/** A frame whose integrity code was right under a key: only {@link unprotectFrame} makes one. Its payload is readable. */
export class AuthenticFrame {
  readonly frame: Frame;
  /** Readable, and without the integrity code. */
  readonly payload: Uint8Array;
  /** Whoever holds the key and this address. */
  readonly sender: ExtendedAddress;
  readonly #isAuthentic: true;

  private constructor(frame: Frame, payload: Uint8Array, sender: ExtendedAddress) {
    this.frame = frame;
    this.payload = payload;
    this.sender = sender;
    this.#isAuthentic = true;
  }

  get isAuthentic(): true {
    return this.#isAuthentic;
  }

  /** The frame in `received` if its integrity code is right. See {@link unprotectFrame}. */
  static from(received: ReceivedFrame, key: KeyObject, sender: ExtendedAddress): AuthenticFrame | undefined {
    const { security, header } = received;
    if (security === undefined) return undefined;
    const { micSize, encrypted } = SECURITY_LEVELS[security.level];
    if (micSize === 0 || received.payload.length < micSize) return undefined;
    const end = received.payload.length - micSize;
    const open = openPayloadSize(received);
    if (open > end) return undefined;
    const readable = encrypted ? open : end;
    const aad = concat(header, received.payload.subarray(0, readable));
    const nonce = nonceFor(sender, security);
    const opened = openCcm(key, nonce, aad, received.payload.subarray(readable), micSize);
    if (opened === undefined) return undefined;
    const payload = readable === 0 ? opened : concat(received.payload.subarray(0, readable), opened);
    return new AuthenticFrame({ ...received, payload }, payload, sender);
  }
}

/** Sender's extended address, frame counter and security level (§9.3.2.2). @throws E_IEEE802154_ARGUMENT */
export function nonceFor(
  sender: ExtendedAddress,
  { frameCounter, level }: { readonly frameCounter: number; readonly level: SecurityLevel },
): Uint8Array {
  if (sender.length !== EXTENDED_ADDRESS_SIZE) throw fail('E_IEEE802154_ARGUMENT', 'an extended address has 8 bytes');
  const nonce = new Uint8Array(NONCE_SIZE);
  nonce.set(sender);
  nonce[8] = frameCounter >>> 24;
  nonce[9] = frameCounter >>> 16;
  nonce[10] = frameCounter >>> 8;
  nonce[11] = frameCounter;
  nonce[12] = level;
  return nonce;
}

/** Bytes that protection adds behind the payload. */
export function micSizeOf(security: SecurityHeader | undefined): number {
  return security === undefined ? 0 : SECURITY_LEVELS[security.level].micSize;
}

/**
 * The frame as it goes on air, without a check sequence. `frame.payload` is readable; `sender` is the extended address of
 * the sender, whatever address the frame carries. The caller never uses a frame counter twice with one key.
 * @throws E_IEEE802154_ARGUMENT for a frame without a security header, E_IEEE802154_SIZE, E_IEEE802154_TRUNCATED for a payload
 *   without its open part
 */
export function protectFrame(frame: Frame, key: KeyObject, sender: ExtendedAddress): Uint8Array {
  const { security, payload } = frame;
  if (security === undefined) throw fail('E_IEEE802154_ARGUMENT', 'the frame has no security header');
  const header = encodeHeader(frame);
  const { micSize, encrypted } = SECURITY_LEVELS[security.level];
  const length = header.length + payload.length + micSize;
  if (length > MAX_MPDU_SIZE) throw fail('E_IEEE802154_SIZE', `the frame would have ${length} bytes`);
  const readable = encrypted ? openPayloadSize(frame) : payload.length;
  const aad = concat(header, payload.subarray(0, readable));
  const hidden = payload.subarray(readable);
  if (micSize === 0) return concat(aad, encrypted ? applyKeyStream(hidden, key, sender, security) : NOTHING);
  return concat(aad, sealCcm(key, nonceFor(sender, security), aad, hidden, micSize));
}

/**
 * The frame if its integrity code is right under `key` for this sender; else undefined, as for levels that have none.
 * Whether the counter is fresh is for {@link ReplayGuard} to say.
 * @throws E_IEEE802154_TRUNCATED for a payload without its open part
 */
export function unprotectFrame(
  received: ReceivedFrame,
  key: KeyObject,
  sender: ExtendedAddress,
): AuthenticFrame | undefined {
  return AuthenticFrame.from(received, key, sender);
}

/**
 * The payload of a frame of level 4 (ENC), which is encrypted and proves nothing; undefined for other levels.
 * @throws E_IEEE802154_TRUNCATED for a payload without its open part
 */
export function decryptUnproven(
  received: ReceivedFrame,
  key: KeyObject,
  sender: ExtendedAddress,
): Uint8Array | undefined {
  if (received.security?.level !== 4) return undefined;
  const open = openPayloadSize(received);
  const hidden = applyKeyStream(received.payload.subarray(open), key, sender, received.security);
  return concat(received.payload.subarray(0, open), hidden);
}

/** CCM* without an integrity code is counter mode that begins with counter one (annex B.3.2). */
function applyKeyStream(
  bytes: Uint8Array,
  key: KeyObject,
  sender: ExtendedAddress,
  security: SecurityHeader,
): Uint8Array {
  const block = concat(Uint8Array.of(COUNTER_BLOCK_FLAGS), nonceFor(sender, security), Uint8Array.of(0, 1));
  return plain(createCipheriv('aes-128-ctr', key, block).update(bytes));
}
