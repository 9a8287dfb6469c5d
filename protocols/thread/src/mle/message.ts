/**
 * MLE messages on the wire: a byte that says how they are secured, then, unless they are not, an auxiliary security header of
 * IEEE 802.15.4 and the command encrypted with the network's MLE key (Thread 1.1.1 §7.3.1).
 */

import type { KeyObject } from 'node:crypto';
import { concat } from '@sallyport/core';
import { openCcm, sealCcm } from '@sallyport/crypto';
import { nonceFor } from '@sallyport/ieee802154';
import { fail } from '../errors.ts';
import { keyIndexOf } from '../keys/network-keys.ts';
import { readUint, writeUint } from '../network/numbers.ts';
import { interfaceIdOf } from '../node/addresses.ts';
import { decodeTlvs, encodeTlvs, type Tlv } from '../tlv/tlv.ts';

export interface MleMessage {
  /** Of `MLE_COMMANDS`, or another. */
  readonly command: number;
  readonly tlvs: readonly Tlv[];
}

const SUITE = { ieee802154: 0, none: 255 } as const;
/** ENC-MIC-32, key identifier mode 2: the only one Thread takes. */
const SECURITY_CONTROL = 0x15;
const LEVEL = 5;
const MIC_SIZE = 4;
const HEADER_SIZE = 10;
const TLV_LIMITS = { maxBytes: 1280, maxCount: 64 };

/** A message whose integrity code was right: whoever sent it has the network's key. Only {@link openMle} makes one. */
export class AuthenticMle implements MleMessage {
  readonly command: number;
  readonly tlvs: readonly Tlv[];
  /** The network key sequence counter it was sent under. */
  readonly sequence: number;
  readonly frameCounter: number;
  readonly #isAuthentic: true = true;

  private constructor(message: MleMessage, sequence: number, frameCounter: number) {
    this.command = message.command;
    this.tlvs = message.tlvs;
    this.sequence = sequence;
    this.frameCounter = frameCounter;
  }

  get isAuthentic(): true {
    return this.#isAuthentic;
  }

  /** See {@link openMle}. */
  static open(
    bytes: Uint8Array,
    ends: MleEnds,
    keyFor: (sequence: number) => KeyObject | undefined,
  ): AuthenticMle | undefined {
    const header = readHeader(bytes);
    const key = keyFor(header.sequence);
    if (key === undefined) return undefined;
    const aad = concat(ends.source, ends.destination, header.bytes);
    const nonce = nonceFor(extendedOf(ends.source), { frameCounter: header.frameCounter, level: LEVEL });
    const plaintext = openCcm(key, nonce, aad, bytes.subarray(1 + HEADER_SIZE), MIC_SIZE);
    if (plaintext === undefined) return undefined;
    return new AuthenticMle(readCommand(plaintext), header.sequence, header.frameCounter);
  }
}

/** Link-local addresses, 16 bytes each: the sender's extended address follows from its own. */
export interface MleEnds {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

/** A message without protection: discovery's are. @throws E_THREAD_ARGUMENT */
export function encodePlainMle({ command, tlvs }: MleMessage): Uint8Array {
  return concat(Uint8Array.of(SUITE.none), writeUint('command', command, 1), encodeTlvs(tlvs));
}

/** Undefined for a secured message. @throws E_THREAD_MLE, E_THREAD_TLV_TRUNCATED, E_THREAD_TLV_LIMIT */
export function decodePlainMle(bytes: Uint8Array): MleMessage | undefined {
  return bytes[0] === SUITE.none ? readCommand(bytes.subarray(1)) : undefined;
}

/**
 * A message under the MLE key of `sequence`. The caller never uses a frame counter twice with one key.
 * @throws E_THREAD_ARGUMENT
 */
export function sealMle(
  { command, tlvs }: MleMessage,
  ends: MleEnds,
  protection: { readonly key: KeyObject; readonly sequence: number; readonly frameCounter: number },
): Uint8Array {
  const { key, sequence, frameCounter } = protection;
  const header = concat(
    Uint8Array.of(SECURITY_CONTROL),
    writeUint('frame counter', frameCounter, 4).toReversed(),
    writeUint('key sequence counter', sequence, 4),
    Uint8Array.of(keyIndexOf(sequence)),
  );
  const aad = concat(ends.source, ends.destination, header);
  const plaintext = concat(writeUint('command', command, 1), encodeTlvs(tlvs));
  const nonce = nonceFor(extendedOf(ends.source), { frameCounter, level: LEVEL });
  return concat(Uint8Array.of(SUITE.ieee802154), header, sealCcm(key, nonce, aad, plaintext, MIC_SIZE));
}

/**
 * The message, if its integrity code is right under the key that `keyFor` gives for its sequence; undefined otherwise. Whether its
 * counter is fresh is for the caller to say.
 * @throws E_THREAD_MLE, E_THREAD_TLV_TRUNCATED, E_THREAD_TLV_LIMIT
 */
export function openMle(
  bytes: Uint8Array,
  ends: MleEnds,
  keyFor: (sequence: number) => KeyObject | undefined,
): AuthenticMle | undefined {
  return AuthenticMle.open(bytes, ends, keyFor);
}

function readHeader(bytes: Uint8Array) {
  if (bytes[0] !== SUITE.ieee802154) throw fail('E_THREAD_MLE', 'the message is not secured');
  if (bytes.length < 1 + HEADER_SIZE + MIC_SIZE) throw fail('E_THREAD_MLE', 'a secured message is cut off');
  const header = bytes.subarray(1, 1 + HEADER_SIZE);
  if (header[0] !== SECURITY_CONTROL) throw fail('E_THREAD_MLE', 'neither ENC-MIC-32 nor key identifier mode 2');
  const sequence = readUint(header.subarray(5, 9));
  if (header[9] !== keyIndexOf(sequence)) throw fail('E_THREAD_MLE', 'a key index of another key sequence');
  return { bytes: header, sequence, frameCounter: readUint(header.slice(1, 5).reverse()) };
}

function readCommand(bytes: Uint8Array): MleMessage {
  const [command] = bytes;
  if (command === undefined) throw fail('E_THREAD_MLE', 'a message without a command');
  return { command, tlvs: decodeTlvs(bytes.subarray(1), TLV_LIMITS) };
}

/** An interface identifier and an extended address turn into each other in the same way. */
function extendedOf(linkLocal: Uint8Array): Uint8Array {
  return interfaceIdOf(linkLocal.subarray(8));
}
