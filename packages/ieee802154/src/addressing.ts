/** Addressing modes and which PAN IDs a frame carries (IEEE 802.15.4-2015 §7.2.1.5, §7.2.1.8). */

import { EXTENDED_ADDRESS_SIZE } from './constants.ts';
import { fail } from './errors.ts';
import type { Frame, FrameVersion, MacAddress } from './frame.ts';

/** Mode 1 is reserved (Table 7-3). */
export const ADDRESSING = { none: 0, short: 2, extended: 3 } as const;

export interface PanIds {
  readonly destinationPanId?: number;
  readonly sourcePanId?: number;
}

export function modeOf(address: MacAddress | undefined): number {
  if (address === undefined) return ADDRESSING.none;
  return typeof address === 'number' ? ADDRESSING.short : ADDRESSING.extended;
}

/** Bytes of an address of this mode on the wire. */
export function sizeOf(mode: number): number {
  if (mode === ADDRESSING.none) return 0;
  return mode === ADDRESSING.short ? 2 : EXTENDED_ADDRESS_SIZE;
}

/** Which PAN IDs stand in a frame with these modes and this compression bit. @throws E_IEEE802154_MALFORMED */
export function presentPanIds(
  version: FrameVersion,
  destination: number,
  source: number,
  compressed: boolean,
): { readonly destination: boolean; readonly source: boolean } {
  const both = destination !== ADDRESSING.none && source !== ADDRESSING.none;
  if (version !== '2015') {
    // §7.2.1.5 of the 2006 edition: with one address, or none, there is nothing to compress.
    if (compressed && !both) throw fail('E_IEEE802154_MALFORMED', 'PAN ID compression needs two addresses');
    return { destination: destination !== ADDRESSING.none, source: source !== ADDRESSING.none && !compressed };
  }
  // Table 7-2 of the 2015 edition.
  if (both) {
    if (destination === ADDRESSING.extended && source === ADDRESSING.extended) {
      return { destination: !compressed, source: false };
    }
    return { destination: true, source: !compressed };
  }
  if (source !== ADDRESSING.none) return { destination: false, source: !compressed };
  return { destination: destination === ADDRESSING.none ? compressed : !compressed, source: false };
}

/**
 * The compression bit that tells a reader which PAN IDs this frame carries.
 * @throws E_IEEE802154_ARGUMENT for a combination no frame can have
 */
export function compressionOf(frame: Frame): boolean {
  const [destination, source] = [modeOf(frame.destination), modeOf(frame.source)];
  const wanted = { destination: frame.destinationPanId !== undefined, source: frame.sourcePanId !== undefined };
  for (const compressed of [false, true]) {
    if (compressed && frame.version !== '2015' && (frame.destination === undefined || frame.source === undefined))
      break;
    const present = presentPanIds(frame.version, destination, source, compressed);
    if (present.destination === wanted.destination && present.source === wanted.source) return compressed;
  }
  throw fail('E_IEEE802154_ARGUMENT', 'no frame with these addresses carries exactly these PAN IDs');
}

/** The PAN IDs to write for a frame from a PAN to a PAN: one only where they are the same and the version allows it. */
export function panIdsFor(
  version: FrameVersion,
  between: {
    readonly destination: MacAddress | undefined;
    readonly destinationPanId: number;
    readonly source: MacAddress | undefined;
    readonly sourcePanId: number;
  },
): PanIds {
  const { destination, destinationPanId, source, sourcePanId } = between;
  if (destination === undefined && source === undefined) return {};
  if (destination === undefined) return { sourcePanId };
  const isExtendedPair = typeof destination !== 'number' && source !== undefined && typeof source !== 'number';
  const leavesSource = source === undefined || sourcePanId === destinationPanId;
  if (leavesSource || (version === '2015' && isExtendedPair)) return { destinationPanId };
  return { destinationPanId, sourcePanId };
}
