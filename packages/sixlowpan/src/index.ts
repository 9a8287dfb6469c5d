/** 6LoWPAN: header compression (RFC 6282), fragments and mesh headers (RFC 4944), and the UDP datagrams they carry. */

export { type AdaptationPayload, decodeAdaptation, toPacket } from './adaptation.ts';
export {
  ADDRESS_SIZE,
  addressUnder,
  iidFrom,
  iidFromExtended,
  iidFromShort,
  isLinkLocalAddress,
  isMulticastAddress,
  type LinkAddress,
  linkLocalFrom,
  shortOfIid,
  UNSPECIFIED,
} from './addresses.ts';
export { type Context, ContextTable, NO_CONTEXTS } from './context.ts';
export { SIXLOWPAN_ERRORS } from './errors.ts';
export {
  decodeFragmentHeader,
  encodeFragmentHeader,
  type FragmentHeader,
  MAX_DATAGRAM_SIZE,
} from './fragment-header.ts';
export { type Cutting, toFramePayloads } from './fragmentation.ts';
export { type CompressedHeaders, compressHeaders } from './iphc/compress.ts';
export { type ExpandedHeaders, expandHeaders, expandPacket } from './iphc/decompress.ts';
export type { Compression, LinkAddresses } from './iphc/link.ts';
export { decodeMeshHeader, encodeMeshHeader, type MeshHeader } from './mesh-header.ts';
export { DEFAULT_REASSEMBLY_LIMITS, type Fragment, Reassembler, type ReassemblyLimits } from './reassembler.ts';
export * from './udp-datagram.ts';
