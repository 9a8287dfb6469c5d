/**
 * TLVs of Network Diagnostics, one row each: a number space of their own, beside that of MeshCoP and that of MLE.
 *
 * Numbers and forms are those of Thread 1.1.1 §10.11.4 as public stacks and dissectors have them; 19 to 28 came with Thread 1.2 and
 * 1.3.1, 32 and 33 with answers in several parts. What is not here (network data, counters, tables of neighbours in detail) is kept
 * as it comes.
 */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { CONNECTIVITY_CODEC } from '../mle/connectivity.ts';
import { LEADER_DATA_CODEC } from '../mle/leader-data.ts';
import { ipv6Bytes, ipv6Text } from '../network/ipv6.ts';
import { MAX_SHORT_LENGTH, octets, text, uint } from '../tlv/codecs.ts';
import { defineTlv, type ValueCodec } from '../tlv/definition.ts';
import { ANSWER_CODEC } from './answer.ts';
import { CHILD_TABLE_CODEC } from './child-table.ts';
import { MODE_CODEC } from './mode.ts';
import { ROUTE64_CODEC } from './route64.ts';

const ADDRESS_BYTES = 16;
const MAX_ADDRESSES = 64;

const TYPE_LIST: ValueCodec<readonly number[]> = {
  minLength: 0,
  maxLength: MAX_SHORT_LENGTH,
  decode: (bytes) => [...bytes],
  encode: (types) => Uint8Array.from(types),
};

const ADDRESSES: ValueCodec<readonly string[]> = {
  minLength: 0,
  maxLength: ADDRESS_BYTES * MAX_ADDRESSES,
  decode(bytes) {
    if (bytes.length % ADDRESS_BYTES !== 0) {
      throw fail('E_THREAD_TLV_VALUE', `IPv6 Address List TLV: ${bytes.length} bytes are no whole number of addresses`);
    }
    const count = bytes.length / ADDRESS_BYTES;
    return Array.from({ length: count }, (_, at) =>
      ipv6Text(bytes.subarray(ADDRESS_BYTES * at, ADDRESS_BYTES * (at + 1))),
    );
  },
  encode: (addresses) => concat(...addresses.map(ipv6Bytes)),
};

export const DIAGNOSTIC_TLVS = {
  extendedAddress: defineTlv(0, 'MAC Extended Address', octets(8)),
  address16: defineTlv(1, 'Address16', uint(2)),
  mode: defineTlv(2, 'Mode', MODE_CODEC),
  timeout: defineTlv(3, 'Timeout', uint(4)),
  connectivity: defineTlv(4, 'Connectivity', CONNECTIVITY_CODEC),
  route64: defineTlv(5, 'Route64', ROUTE64_CODEC),
  leaderData: defineTlv(6, 'Leader Data', LEADER_DATA_CODEC),
  addresses: defineTlv(8, 'IPv6 Address List', ADDRESSES),
  batteryLevel: defineTlv(14, 'Battery Level', uint(1)),
  supplyVoltage: defineTlv(15, 'Supply Voltage', uint(2)),
  childTable: defineTlv(16, 'Child Table', CHILD_TABLE_CODEC),
  typeList: defineTlv(18, 'Type List', TYPE_LIST),
  eui64: defineTlv(23, 'EUI-64', octets(8)),
  version: defineTlv(24, 'Version', uint(2)),
  vendorName: defineTlv(25, 'Vendor Name', text(32)),
  vendorModel: defineTlv(26, 'Vendor Model', text(32)),
  vendorSwVersion: defineTlv(27, 'Vendor SW Version', text(16)),
  stackVersion: defineTlv(28, 'Thread Stack Version', text(64)),
  answer: defineTlv(32, 'Answer', ANSWER_CODEC),
  queryId: defineTlv(33, 'Query ID', uint(2)),
} as const;
