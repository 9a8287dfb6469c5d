/** Writes a MAC frame (IEEE 802.15.4-2015 §7.2). */

import { compressionOf, modeOf, sizeOf } from './addressing.ts';
import { EXTENDED_ADDRESS_SIZE, FRAME_TYPES, FRAME_VERSIONS, MAX_MPDU_SIZE } from './constants.ts';
import { CONTROL, KEY_SOURCE_SIZES, SHIFT } from './decode.ts';
import { fail } from './errors.ts';
import type { Frame, KeyIdentifier, MacAddress, SecurityHeader } from './frame.ts';
import { endOfHeaderElements } from './header-elements.ts';

/** The longest header: control, sequence number, two PAN IDs and extended addresses, security header of mode 3. */
const MAX_FIXED_HEADER = 2 + 1 + 2 + 8 + 2 + 8 + 14;

/**
 * The frame without a check sequence, its payload as it is given: for a protected frame see `protectFrame`.
 * @throws E_IEEE802154_ARGUMENT, E_IEEE802154_SIZE
 */
export function encodeFrame(frame: Frame): Uint8Array {
  const header = encodeHeader(frame);
  const length = header.length + frame.payload.length;
  if (length > MAX_MPDU_SIZE) throw fail('E_IEEE802154_SIZE', `the frame would have ${length} bytes`);
  const out = new Uint8Array(length);
  out.set(header);
  out.set(frame.payload, header.length);
  return out;
}

/** Bytes of the header of such a frame, so that a payload can be cut to fit. */
export function headerSizeOf(frame: Omit<Frame, 'payload'>): number {
  const panIds = (frame.destinationPanId === undefined ? 0 : 2) + (frame.sourcePanId === undefined ? 0 : 2);
  const addresses = sizeOf(modeOf(frame.destination)) + sizeOf(modeOf(frame.source));
  const security = frame.security === undefined ? 0 : securityHeaderSize(frame.security);
  const fixed = 2 + (frame.sequenceNumber === undefined ? 0 : 1);
  return fixed + panIds + addresses + security + (frame.headerElements?.length ?? 0);
}

function securityHeaderSize({ key }: SecurityHeader): number {
  return 5 + KEY_SOURCE_SIZES[key.mode] + (key.mode === 0 ? 0 : 1);
}

/** @throws E_IEEE802154_ARGUMENT */
export function encodeHeader(frame: Frame): Uint8Array {
  if (frame.sequenceNumber === undefined && frame.version !== '2015') {
    throw fail('E_IEEE802154_ARGUMENT', 'only frames of version 2015 may have no sequence number');
  }
  if (frame.security !== undefined && frame.version === '2003') {
    throw fail('E_IEEE802154_ARGUMENT', 'frames of version 2003 are not protected here');
  }
  const writer = new Writer(MAX_FIXED_HEADER + (frame.headerElements?.length ?? 0));
  writer.uint16(controlOf(frame));
  if (frame.sequenceNumber !== undefined) writer.uint8(checked('sequence number', frame.sequenceNumber, 0xff));
  writer.panId(frame.destinationPanId);
  writer.address(frame.destination);
  writer.panId(frame.sourcePanId);
  writer.address(frame.source);
  if (frame.security !== undefined) writeSecurityHeader(writer, frame.security);
  if (frame.headerElements !== undefined) writeElements(writer, frame);
  return writer.done();
}

function controlOf(frame: Frame): number {
  return (
    FRAME_TYPES.indexOf(frame.type) |
    (frame.security === undefined ? 0 : CONTROL.security) |
    (frame.framePending ? CONTROL.pending : 0) |
    (frame.ackRequest ? CONTROL.ackRequest : 0) |
    (compressionOf(frame) ? CONTROL.panIdCompression : 0) |
    (frame.sequenceNumber === undefined ? CONTROL.sequenceSuppression : 0) |
    (frame.headerElements === undefined ? 0 : CONTROL.elements) |
    (modeOf(frame.destination) << SHIFT.destinationMode) |
    (FRAME_VERSIONS.indexOf(frame.version) << SHIFT.version) |
    (modeOf(frame.source) << SHIFT.sourceMode)
  );
}

function writeSecurityHeader(writer: Writer, { level, frameCounter, key }: SecurityHeader): void {
  writer.uint8(level | (key.mode << 3));
  writer.uint32(checked('frame counter', frameCounter, 0xffff_ffff));
  writeKeyIdentifier(writer, key);
}

function writeKeyIdentifier(writer: Writer, key: KeyIdentifier): void {
  if (key.mode === 0) return;
  if (key.mode !== 1) {
    if (key.source.length !== KEY_SOURCE_SIZES[key.mode])
      throw fail('E_IEEE802154_ARGUMENT', 'key source of wrong size');
    writer.bytes(key.source);
  }
  writer.uint8(checked('key index', key.index, 0xff));
}

function writeElements(writer: Writer, { version, headerElements, payload }: Frame): void {
  const elements = headerElements ?? new Uint8Array(0);
  if (version !== '2015') throw fail('E_IEEE802154_ARGUMENT', 'only frames of version 2015 have header elements');
  // Without a termination in it, whatever follows would be read as one more element.
  if (!isWholeList(elements, payload))
    throw fail('E_IEEE802154_ARGUMENT', 'header elements that do not end where they end');
  writer.bytes(elements);
}

function isWholeList(elements: Uint8Array, payload: Uint8Array): boolean {
  const probe = new Uint8Array(elements.length + payload.length);
  probe.set(elements);
  probe.set(payload, elements.length);
  try {
    return endOfHeaderElements(probe, 0) === elements.length;
  } catch {
    return false;
  }
}

function checked(what: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw fail('E_IEEE802154_ARGUMENT', `${what} must be a whole number from 0 to ${max}`);
  }
  return value;
}

class Writer {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  uint8(value: number): void {
    this.#bytes[this.#offset++] = value;
  }

  uint16(value: number): void {
    this.uint8(value & 0xff);
    this.uint8(value >> 8);
  }

  uint32(value: number): void {
    this.uint16(value & 0xffff);
    this.uint16(value >>> 16);
  }

  bytes(value: Uint8Array): void {
    this.#bytes.set(value, this.#offset);
    this.#offset += value.length;
  }

  panId(value: number | undefined): void {
    if (value !== undefined) this.uint16(checked('PAN ID', value, 0xffff));
  }

  address(value: MacAddress | undefined): void {
    if (value === undefined) return;
    if (typeof value === 'number') {
      this.uint16(checked('short address', value, 0xffff));
      return;
    }
    if (value.length !== EXTENDED_ADDRESS_SIZE) throw fail('E_IEEE802154_ARGUMENT', 'an extended address has 8 bytes');
    this.bytes(value.toReversed());
  }

  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#offset);
  }
}
