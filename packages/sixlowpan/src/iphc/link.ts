/** What the header around an IPHC header says about its addresses, and what both ends know (RFC 6282 §3.2.2). */

import { iidFrom, type LinkAddress } from '../addresses.ts';
import type { ContextTable } from '../context.ts';

/** The link-layer addresses of a frame, or the mesh header's originator and final address where it has one. */
export interface LinkAddresses {
  readonly source: LinkAddress | undefined;
  readonly destination: LinkAddress | undefined;
}

export interface Compression {
  readonly contexts: ContextTable;
  /**
   * From which header the interface identifiers of a tunnelled IPv6 header follow when they are left out: the IPv6 header around
   * it, as RFC 6282 §3.2.2 says (the default), or the frame, as Thread's stacks do.
   */
  readonly tunnelIids?: 'outer' | 'link' | undefined;
}

/** The interface identifiers that may be left out. */
export interface Iids {
  readonly source: Uint8Array | undefined;
  readonly destination: Uint8Array | undefined;
}

/** @throws E_SIXLOWPAN_ARGUMENT */
export function iidsOf({ source, destination }: LinkAddresses): Iids {
  return {
    source: source === undefined ? undefined : iidFrom(source),
    destination: destination === undefined ? undefined : iidFrom(destination),
  };
}

/** For the header inside an IPv6 header with these addresses. */
export function innerIids(outer: Iids, source: Uint8Array, destination: Uint8Array, compression: Compression): Iids {
  if (compression.tunnelIids === 'link') return outer;
  return { source: source.subarray(8), destination: destination.subarray(8) };
}
