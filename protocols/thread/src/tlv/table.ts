/**
 * Every TLV of MeshCoP, one row each: the encoders, the decoders and the README's table read this and nothing else.
 *
 * Numbers, names and lengths are those of Thread 1.1.1 §8.10 as the public dissectors and stacks have them; 58 to 70 came with
 * Thread 1.2, most of them for Commercial Commissioning, 74 with wake-up links; 90 to 92 and 241 are OpenThread's.
 */

import { CHANNEL_MASK_CODEC, decodeChannel, encodeChannel } from '../network/channel.ts';
import { DISCOVERY_REQUEST_CODEC, DISCOVERY_RESPONSE_CODEC } from '../network/discovery-flags.ts';
import { ipv6Bytes, ipv6Text } from '../network/ipv6.ts';
import { JOINER_ADVERTISEMENT_CODEC } from '../network/joiner-advertisement.ts';
import { MAX_NETWORK_NAME_BYTES } from '../network/network-name.ts';
import { decodeSecurityPolicy, encodeSecurityPolicy } from '../network/security-policy.ts';
import { STATE_CODEC } from '../network/state.ts';
import { decodeTimestamp, encodeTimestamp, TIMESTAMP_LENGTH } from '../network/timestamp.ts';
import { UDP_ENCAPSULATION_CODEC } from '../network/udp-encapsulation.ts';
import { VENDOR_STACK_VERSION_CODEC } from '../network/vendor-stack-version.ts';
import { MAX_LONG_LENGTH, MAX_SHORT_LENGTH, octets, secret, signedBytes, text, uint } from './codecs.ts';
import { defineTlv, type TlvDefinition, type ValueCodec } from './definition.ts';

const CHANNEL = { minLength: 3, maxLength: 3, decode: decodeChannel, encode: encodeChannel };
const TIMESTAMP = {
  minLength: TIMESTAMP_LENGTH,
  maxLength: TIMESTAMP_LENGTH,
  decode: decodeTimestamp,
  encode: encodeTimestamp,
};
// Thread 1.1 has three bytes, Thread 1.2 four; whatever follows them is kept.
const SECURITY_POLICY = {
  minLength: 3,
  maxLength: MAX_SHORT_LENGTH,
  decode: decodeSecurityPolicy,
  encode: encodeSecurityPolicy,
};
const IPV6_ADDRESS = { minLength: 16, maxLength: 16, decode: ipv6Text, encode: ipv6Bytes };
const TYPE_LIST: ValueCodec<readonly number[]> = {
  minLength: 0,
  maxLength: MAX_SHORT_LENGTH,
  decode: (bytes) => [...bytes],
  encode: (types) => Uint8Array.from(types),
};
const STEERING_DATA = octets(0, 16);
const ANY = octets(0, MAX_SHORT_LENGTH);

export const TLVS = {
  channel: defineTlv(0, 'Channel', CHANNEL),
  panId: defineTlv(1, 'PAN ID', uint(2)),
  extendedPanId: defineTlv(2, 'Extended PAN ID', octets(8)),
  networkName: defineTlv(3, 'Network Name', text(MAX_NETWORK_NAME_BYTES)),
  pskc: defineTlv(4, 'PSKc', secret(16)),
  networkKey: defineTlv(5, 'Network Key', secret(16)),
  networkKeySequenceCounter: defineTlv(6, 'Network Key Sequence Counter', uint(4)),
  meshLocalPrefix: defineTlv(7, 'Network Mesh-Local Prefix', octets(8)),
  steeringData: defineTlv(8, 'Steering Data', STEERING_DATA),
  borderAgentLocator: defineTlv(9, 'Border Agent Locator', uint(2)),
  commissionerId: defineTlv(10, 'Commissioner ID', text(64)),
  commissionerSessionId: defineTlv(11, 'Commissioner Session ID', uint(2)),
  securityPolicy: defineTlv(12, 'Security Policy', SECURITY_POLICY),
  get: defineTlv(13, 'Get', TYPE_LIST),
  activeTimestamp: defineTlv(14, 'Active Timestamp', TIMESTAMP),
  commissionerUdpPort: defineTlv(15, 'Commissioner UDP Port', uint(2)),
  state: defineTlv(16, 'State', STATE_CODEC),
  joinerDtlsEncapsulation: defineTlv(17, 'Joiner DTLS Encapsulation', octets(0, MAX_LONG_LENGTH)),
  joinerUdpPort: defineTlv(18, 'Joiner UDP Port', uint(2)),
  joinerIid: defineTlv(19, 'Joiner IID', octets(8)),
  joinerRouterLocator: defineTlv(20, 'Joiner Router Locator', uint(2)),
  joinerRouterKek: defineTlv(21, 'Joiner Router KEK', secret(16)),
  duration: defineTlv(23, 'Duration', uint(2)),
  provisioningUrl: defineTlv(32, 'Provisioning URL', text(64)),
  vendorName: defineTlv(33, 'Vendor Name', text(32)),
  vendorModel: defineTlv(34, 'Vendor Model', text(32)),
  vendorSwVersion: defineTlv(35, 'Vendor SW Version', text(16)),
  vendorData: defineTlv(36, 'Vendor Data', octets(0, 64)),
  vendorStackVersion: defineTlv(37, 'Vendor Stack Version', VENDOR_STACK_VERSION_CODEC),
  udpEncapsulation: defineTlv(48, 'UDP Encapsulation', UDP_ENCAPSULATION_CODEC),
  ipv6Address: defineTlv(49, 'IPv6 Address', IPV6_ADDRESS),
  pendingTimestamp: defineTlv(51, 'Pending Timestamp', TIMESTAMP),
  delayTimer: defineTlv(52, 'Delay Timer', uint(4)),
  channelMask: defineTlv(53, 'Channel Mask', CHANNEL_MASK_CODEC),
  count: defineTlv(54, 'Count', uint(1)),
  period: defineTlv(55, 'Period', uint(2)),
  scanDuration: defineTlv(56, 'Scan Duration', uint(2)),
  energyList: defineTlv(57, 'Energy List', signedBytes(MAX_SHORT_LENGTH)),
  secureDissemination: defineTlv(58, 'Secure Dissemination', ANY),
  threadDomainName: defineTlv(59, 'Thread Domain Name', text(16)),
  domainPrefix: defineTlv(60, 'Domain Prefix', ANY),
  aeSteeringData: defineTlv(61, 'AE Steering Data', STEERING_DATA),
  nmkpSteeringData: defineTlv(62, 'NMKP Steering Data', STEERING_DATA),
  commissionerToken: defineTlv(63, 'Commissioner Token', octets(0, MAX_LONG_LENGTH)),
  commissionerSignature: defineTlv(64, 'Commissioner Signature', ANY),
  aeUdpPort: defineTlv(65, 'AE UDP Port', uint(2)),
  nmkpUdpPort: defineTlv(66, 'NMKP UDP Port', uint(2)),
  triHostname: defineTlv(67, 'TRI Hostname', text(MAX_SHORT_LENGTH)),
  registrarIpv6Address: defineTlv(68, 'Registrar IPv6 Address', IPV6_ADDRESS),
  registrarHostname: defineTlv(69, 'Registrar Hostname', text(MAX_SHORT_LENGTH)),
  commissionerPenSignature: defineTlv(70, 'Commissioner PEN Signature', ANY),
  wakeupChannel: defineTlv(74, 'Wake-up Channel', CHANNEL),
  admitterState: defineTlv(90, 'Admitter State', uint(1)),
  enrollerId: defineTlv(91, 'Enroller ID', text(64)),
  enrollerMode: defineTlv(92, 'Enroller Mode', uint(1)),
  discoveryRequest: defineTlv(128, 'Discovery Request', DISCOVERY_REQUEST_CODEC),
  discoveryResponse: defineTlv(129, 'Discovery Response', DISCOVERY_RESPONSE_CODEC),
  /** What certification sends to see that TLVs of a later version are kept. */
  future: defineTlv(130, 'Future', ANY),
  joinerAdvertisement: defineTlv(241, 'Joiner Advertisement', JOINER_ADVERTISEMENT_CODEC),
} as const;

const BY_TYPE: ReadonlyMap<number, TlvDefinition<unknown>> = new Map(
  Object.values(TLVS).map((definition) => [definition.type, definition]),
);

/** The row of a type; undefined for a type that is not known here. */
export function tlvDefinition(type: number): TlvDefinition<unknown> | undefined {
  return BY_TYPE.get(type);
}
