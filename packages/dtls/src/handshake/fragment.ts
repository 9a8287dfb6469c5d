/** Handshake messages and their fragments (RFC 6347 §4.2.2). */

import { concat } from '@sallyport/core';
import { ByteReader, uint } from '../bytes.ts';
import type { Discarded } from '../record/codec.ts';

/** A whole message. */
export interface HandshakeMessage {
  readonly type: number;
  readonly sequence: number;
  readonly body: Uint8Array;
}

/** A piece of a message, as it came. */
export interface Fragment {
  readonly type: number;
  /** Of the whole message. */
  readonly length: number;
  /** message_seq */
  readonly sequence: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export const HANDSHAKE_HEADER_LENGTH = 12;

/** The fragments in a record. What cannot be told apart any more is dropped. */
export function readFragments(record: Uint8Array, discarded: Discarded): Fragment[] {
  const reader = new ByteReader(record, 'handshake record');
  const fragments: Fragment[] = [];
  while (reader.remaining > 0) {
    if (reader.remaining < HANDSHAKE_HEADER_LENGTH) return stop();
    const type = reader.uint8();
    const length = reader.uint24();
    const sequence = reader.uint16();
    const offset = reader.uint24();
    const size = reader.uint24();
    if (size > reader.remaining || offset + size > length) return stop();
    fragments.push({ type, length, sequence, offset, bytes: reader.bytes(size) });
  }
  return fragments;

  function stop(): Fragment[] {
    discarded('E_DTLS_FRAGMENT_BOUNDS');
    return fragments;
  }
}

/** A message in one fragment, which is also how it goes into the transcript (RFC 6347 §4.2.6). */
export function encodeMessage({ type, sequence, body }: HandshakeMessage): Uint8Array {
  return concat(fragmentHeader(type, body.length, sequence, 0, body.length), body);
}

/** `size` bytes from `offset` of an encoded message as a fragment of its own. */
export function cutFragment(message: Uint8Array, offset: number, size: number): Uint8Array {
  const start = HANDSHAKE_HEADER_LENGTH + offset;
  return concat(message.subarray(0, 6), uint(3, offset), uint(3, size), message.subarray(start, start + size));
}

function fragmentHeader(type: number, length: number, sequence: number, offset: number, size: number): Uint8Array {
  return concat(Uint8Array.of(type), uint(3, length), uint(2, sequence), uint(3, offset), uint(3, size));
}
