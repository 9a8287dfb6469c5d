/** MLE's commands and TLVs, by their numbers on the wire, as the public stacks and dissectors have them. */

import { decodeTimestamp, encodeTimestamp, TIMESTAMP_LENGTH } from '../network/timestamp.ts';
import { MAX_SHORT_LENGTH, octets, uint } from '../tlv/codecs.ts';
import { defineTlv } from '../tlv/definition.ts';
import { CONNECTIVITY_CODEC } from './connectivity.ts';
import { LEADER_DATA_CODEC } from './leader-data.ts';

export const MLE_COMMANDS = {
  linkRequest: 0,
  linkAccept: 1,
  linkAcceptAndRequest: 2,
  linkReject: 3,
  advertisement: 4,
  dataRequest: 7,
  dataResponse: 8,
  parentRequest: 9,
  parentResponse: 10,
  childIdRequest: 11,
  childIdResponse: 12,
  childUpdateRequest: 13,
  childUpdateResponse: 14,
  announce: 15,
  discoveryRequest: 16,
  discoveryResponse: 17,
} as const;

/** A child's kind, one bit each (the Mode TLV). */
export const MODE = { receiverOnWhenIdle: 0x08, fullThreadDevice: 0x02, fullNetworkData: 0x01 } as const;
/** Who is to answer a Parent Request (the Scan Mask TLV). */
export const SCAN_MASK = { routers: 0x80, endDevices: 0x40 } as const;

const TIMESTAMP = {
  minLength: TIMESTAMP_LENGTH,
  maxLength: TIMESTAMP_LENGTH,
  decode: decodeTimestamp,
  encode: encodeTimestamp,
};
/** Challenges have at least four bytes; Thread's have eight. */
const CHALLENGE = octets(4, 8);
const ANY = octets(0, MAX_SHORT_LENGTH);

export const MLE_TLVS = {
  sourceAddress: defineTlv(0, 'Source Address', uint(2)),
  mode: defineTlv(1, 'Mode', uint(1)),
  timeout: defineTlv(2, 'Timeout', uint(4)),
  challenge: defineTlv(3, 'Challenge', CHALLENGE),
  response: defineTlv(4, 'Response', CHALLENGE),
  linkFrameCounter: defineTlv(5, 'Link-layer Frame Counter', uint(4)),
  mleFrameCounter: defineTlv(8, 'MLE Frame Counter', uint(4)),
  address16: defineTlv(10, 'Address16', uint(2)),
  leaderData: defineTlv(11, 'Leader Data', LEADER_DATA_CODEC),
  networkData: defineTlv(12, 'Network Data', ANY),
  tlvRequest: defineTlv(13, 'TLV Request', ANY),
  scanMask: defineTlv(14, 'Scan Mask', uint(1)),
  connectivity: defineTlv(15, 'Connectivity', CONNECTIVITY_CODEC),
  linkMargin: defineTlv(16, 'Link Margin', uint(1)),
  status: defineTlv(17, 'Status', uint(1)),
  version: defineTlv(18, 'Version', uint(2)),
  channel: defineTlv(20, 'Channel', octets(3)),
  panId: defineTlv(21, 'PAN ID', uint(2)),
  activeTimestamp: defineTlv(22, 'Active Timestamp', TIMESTAMP),
  pendingTimestamp: defineTlv(23, 'Pending Timestamp', TIMESTAMP),
  activeDataset: defineTlv(24, 'Active Operational Dataset', ANY),
  pendingDataset: defineTlv(25, 'Pending Operational Dataset', ANY),
  discovery: defineTlv(26, 'Thread Discovery', ANY),
} as const;
