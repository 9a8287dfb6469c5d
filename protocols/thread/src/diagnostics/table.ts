/**
 * TLVs of Network Diagnostics, one row each: a number space of their own, beside that of MeshCoP and that of MLE.
 *
 * Numbers and forms are those of Thread 1.1.1 §10.11.4 as public stacks and dissectors have them; 19 to 28 came with Thread 1.2 and
 * 1.3.1, 29 to 36 with Thread 1.4. What is not here (certificates, what border routers say of the other side) is kept as it comes, and so
 * is network data, whose bytes are not read.
 */

import { CONNECTIVITY_CODEC } from '../mle/connectivity.ts';
import { LEADER_DATA_CODEC } from '../mle/leader-data.ts';
import { CHANNEL_MASK_CODEC } from '../network/channel.ts';
import { MAX_SHORT_LENGTH, octets, text, uint } from '../tlv/codecs.ts';
import { defineTlv, type ValueCodec } from '../tlv/definition.ts';
import { ADDRESSES_CODEC } from './addresses.ts';
import { ANSWER_CODEC } from './answer.ts';
import { CHILD_TABLE_CODEC } from './child-table.ts';
import { MAC_COUNTERS_CODEC, MLE_COUNTERS_CODEC } from './counters.ts';
import { ENHANCED_ROUTE_CODEC } from './enhanced-route.ts';
import { MODE_CODEC } from './mode.ts';
import { CHILD_ADDRESSES_CODEC, CHILD_DETAILS_CODEC, ROUTER_NEIGHBOUR_CODEC } from './neighbours.ts';
import { ROUTE64_CODEC } from './route64.ts';

const BYTES: ValueCodec<readonly number[]> = {
  minLength: 0,
  maxLength: MAX_SHORT_LENGTH,
  decode: (bytes) => [...bytes],
  encode: (types) => Uint8Array.from(types),
};

export const DIAGNOSTIC_TLVS = {
  extendedAddress: defineTlv(0, 'MAC Extended Address', octets(8)),
  address16: defineTlv(1, 'Address16', uint(2)),
  mode: defineTlv(2, 'Mode', MODE_CODEC),
  timeout: defineTlv(3, 'Timeout', uint(4)),
  connectivity: defineTlv(4, 'Connectivity', CONNECTIVITY_CODEC),
  route64: defineTlv(5, 'Route64', ROUTE64_CODEC),
  leaderData: defineTlv(6, 'Leader Data', LEADER_DATA_CODEC),
  networkData: defineTlv(7, 'Network Data', octets(0, MAX_SHORT_LENGTH)),
  addresses: defineTlv(8, 'IPv6 Address List', ADDRESSES_CODEC),
  macCounters: defineTlv(9, 'MAC Counters', MAC_COUNTERS_CODEC),
  batteryLevel: defineTlv(14, 'Battery Level', uint(1)),
  supplyVoltage: defineTlv(15, 'Supply Voltage', uint(2)),
  childTable: defineTlv(16, 'Child Table', CHILD_TABLE_CODEC),
  channelPages: defineTlv(17, 'Channel Pages', BYTES),
  typeList: defineTlv(18, 'Type List', BYTES),
  maxChildTimeout: defineTlv(19, 'Max Child Timeout', uint(4)),
  eui64: defineTlv(23, 'EUI-64', octets(8)),
  version: defineTlv(24, 'Version', uint(2)),
  vendorName: defineTlv(25, 'Vendor Name', text(32)),
  vendorModel: defineTlv(26, 'Vendor Model', text(32)),
  vendorSwVersion: defineTlv(27, 'Vendor SW Version', text(16)),
  stackVersion: defineTlv(28, 'Thread Stack Version', text(64)),
  childDetails: defineTlv(29, 'Child', CHILD_DETAILS_CODEC),
  childAddresses: defineTlv(30, 'Child IPv6 Address List', CHILD_ADDRESSES_CODEC),
  routerNeighbours: defineTlv(31, 'Router Neighbor', ROUTER_NEIGHBOUR_CODEC),
  answer: defineTlv(32, 'Answer', ANSWER_CODEC),
  queryId: defineTlv(33, 'Query ID', uint(2)),
  mleCounters: defineTlv(34, 'MLE Counters', MLE_COUNTERS_CODEC),
  vendorAppUrl: defineTlv(35, 'Vendor App URL', text(96)),
  nonPreferredChannels: defineTlv(36, 'Non-Preferred Channels Mask', CHANNEL_MASK_CODEC),
  enhancedRoute: defineTlv(37, 'Enhanced Route', ENHANCED_ROUTE_CODEC),
  vendorOui: defineTlv(44, 'Vendor OUI', octets(3, 5)),
} as const;
