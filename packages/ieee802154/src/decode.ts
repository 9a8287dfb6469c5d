/** Reads a MAC frame (IEEE 802.15.4-2015 §7.2). Nothing is opened here: see `protection.ts`. */

import { presentPanIds, sizeOf } from './addressing.ts';
import { FRAME_TYPES, FRAME_VERSIONS, MAX_MPDU_SIZE } from './constants.ts';
import { fail } from './errors.ts';
import type { KeyIdentifier, MacAddress, ReceivedFrame, SecurityHeader, SecurityLevel } from './frame.ts';
import { endOfHeaderElements } from './header-elements.ts';

/** Where in the frame control field each flag stands (Figure 7-2). */
export const CONTROL = {
  security: 1 << 3,
  pending: 1 << 4,
  ackRequest: 1 << 5,
  panIdCompression: 1 << 6,
  sequenceSuppression: 1 << 8,
  elements: 1 << 9,
} as const;
export const SHIFT = { destinationMode: 10, version: 12, sourceMode: 14 } as const;
/** Bytes of the key source by key identifier mode (§9.4.2.3). */
export const KEY_SOURCE_SIZES = [0, 0, 4, 8] as const;

const FRAME_COUNTER_SUPPRESSION = 1 << 5;
const LEVELS: readonly SecurityLevel[] = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * The frame in `mpdu`, which has no check sequence. Its fields share memory with `mpdu`.
 * @throws E_IEEE802154_TRUNCATED, E_IEEE802154_TOO_LONG, E_IEEE802154_MALFORMED, E_IEEE802154_UNSUPPORTED
 */
export function decodeFrame(mpdu: Uint8Array): ReceivedFrame {
  if (mpdu.length > MAX_MPDU_SIZE) throw fail('E_IEEE802154_TOO_LONG', `a frame of ${mpdu.length} bytes`);
  const reader = new Reader(mpdu);
  const control = reader.uint16();
  const type = FRAME_TYPES[control & 7];
  if (type === undefined) throw fail('E_IEEE802154_UNSUPPORTED', `frame type ${control & 7}`);
  const version = FRAME_VERSIONS[(control >> SHIFT.version) & 3];
  if (version === undefined) throw fail('E_IEEE802154_UNSUPPORTED', 'frame version 3');
  const is = (flag: number) => (control & flag) !== 0;
  // In frames before 2015 the bits of suppression and elements are reserved, and ignored on reception.
  const sequenceNumber = version === '2015' && is(CONTROL.sequenceSuppression) ? undefined : reader.uint8();
  const destinationMode = addressingMode(control >> SHIFT.destinationMode);
  const sourceMode = addressingMode(control >> SHIFT.sourceMode);
  const panIds = presentPanIds(version, destinationMode, sourceMode, is(CONTROL.panIdCompression));
  const destinationPanId = panIds.destination ? reader.uint16() : undefined;
  const destination = reader.address(sizeOf(destinationMode));
  const sourcePanId = panIds.source ? reader.uint16() : undefined;
  const source = reader.address(sizeOf(sourceMode));
  if (is(CONTROL.security) && version === '2003') throw fail('E_IEEE802154_UNSUPPORTED', 'the security of 2003');
  const security = is(CONTROL.security) ? readSecurityHeader(reader) : undefined;
  const elementsAt = reader.offset;
  const hasElements = version === '2015' && is(CONTROL.elements);
  const end = hasElements ? endOfHeaderElements(mpdu, elementsAt) : elementsAt;
  return {
    type,
    version,
    framePending: is(CONTROL.pending),
    ackRequest: is(CONTROL.ackRequest),
    sequenceNumber,
    destinationPanId,
    destination,
    sourcePanId,
    source,
    security,
    headerElements: hasElements ? mpdu.subarray(elementsAt, end) : undefined,
    payload: mpdu.subarray(end),
    header: mpdu.subarray(0, end),
  };
}

function addressingMode(bits: number): number {
  const mode = bits & 3;
  if (mode === 1) throw fail('E_IEEE802154_MALFORMED', 'addressing mode 1 is reserved');
  return mode;
}

function readSecurityHeader(reader: Reader): SecurityHeader {
  const control = reader.uint8();
  const level = LEVELS[control & 7] ?? 0;
  if ((control & FRAME_COUNTER_SUPPRESSION) !== 0) throw fail('E_IEEE802154_UNSUPPORTED', 'no frame counter');
  const frameCounter = reader.uint32();
  return { level, frameCounter, key: readKeyIdentifier(reader, (control >> 3) & 3) };
}

function readKeyIdentifier(reader: Reader, mode: number): KeyIdentifier {
  if (mode === 0) return { mode };
  const source = reader.bytes(KEY_SOURCE_SIZES[mode] ?? 0);
  const index = reader.uint8();
  if (mode === 1) return { mode, index };
  return mode === 2 ? { mode, source, index } : { mode: 3, source, index };
}

class Reader {
  offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  uint8(): number {
    const byte = this.#bytes[this.offset];
    if (byte === undefined) throw fail('E_IEEE802154_TRUNCATED', `the frame ends at ${this.offset}`);
    this.offset++;
    return byte;
  }

  uint16(): number {
    return this.uint8() | (this.uint8() << 8);
  }

  uint32(): number {
    return (this.uint16() | (this.uint16() << 16)) >>> 0;
  }

  bytes(length: number): Uint8Array {
    const end = this.offset + length;
    if (end > this.#bytes.length) throw fail('E_IEEE802154_TRUNCATED', `the frame ends at ${this.#bytes.length}`);
    const bytes = this.#bytes.subarray(this.offset, end);
    this.offset = end;
    return bytes;
  }

  address(size: number): MacAddress | undefined {
    if (size === 0) return undefined;
    return size === 2 ? this.uint16() : this.bytes(size).toReversed();
  }
}
