/** The attributes of the IETF, in the order of their numbers. One row each: path, data type, lengths. */

import type { DataType } from '../attributes/data-types.ts';
import {
  CONCAT,
  ENUM,
  IFID,
  INTEGER,
  IPV4ADDR,
  IPV4PREFIX,
  IPV6ADDR,
  IPV6PREFIX,
  octets,
  TAGGED_INTEGER,
  TIME,
  text,
} from '../attributes/data-types.ts';
import { AttributeDefinition, TaggedDefinition } from '../attributes/definition.ts';
import type { Path } from '../attributes/envelope.ts';
import { PasswordDefinition, SaltedDefinition } from '../hiding/definitions.ts';

const row = <Value>(path: number | Path, type: DataType<Value>): AttributeDefinition<Value> =>
  new AttributeDefinition(typeof path === 'number' ? [path] : path, type);
const taggedNumber = (type: number) => new TaggedDefinition([type], TAGGED_INTEGER, 'required');
const taggedText = (type: number) => new TaggedDefinition([type], text(1, 252), 'optional');

export const ATTRIBUTES = {
  // RFC 2865
  'User-Name': row(1, text()),
  'User-Password': new PasswordDefinition([2]),
  'CHAP-Password': row(3, octets(17, 17)),
  'NAS-IP-Address': row(4, IPV4ADDR),
  'NAS-Port': row(5, INTEGER),
  'Service-Type': row(6, ENUM),
  'Framed-Protocol': row(7, ENUM),
  'Framed-IP-Address': row(8, IPV4ADDR),
  'Framed-IP-Netmask': row(9, IPV4ADDR),
  'Framed-Routing': row(10, ENUM),
  'Filter-Id': row(11, text()),
  'Framed-MTU': row(12, INTEGER),
  'Framed-Compression': row(13, ENUM),
  'Login-IP-Host': row(14, IPV4ADDR),
  'Login-Service': row(15, ENUM),
  'Login-TCP-Port': row(16, INTEGER),
  'Reply-Message': row(18, text()),
  'Callback-Number': row(19, text()),
  'Callback-Id': row(20, text()),
  'Framed-Route': row(22, text()),
  'Framed-IPX-Network': row(23, octets(4, 4)),
  State: row(24, octets()),
  Class: row(25, octets()),
  'Session-Timeout': row(27, INTEGER),
  'Idle-Timeout': row(28, INTEGER),
  'Termination-Action': row(29, ENUM),
  'Called-Station-Id': row(30, text()),
  'Calling-Station-Id': row(31, text()),
  'NAS-Identifier': row(32, text()),
  'Proxy-State': row(33, octets()),
  'Login-LAT-Service': row(34, text()),
  'Login-LAT-Node': row(35, text()),
  'Login-LAT-Group': row(36, octets(32, 32)),
  'Framed-AppleTalk-Link': row(37, INTEGER),
  'Framed-AppleTalk-Network': row(38, INTEGER),
  'Framed-AppleTalk-Zone': row(39, text()),
  // RFC 2866
  'Acct-Status-Type': row(40, ENUM),
  'Acct-Delay-Time': row(41, INTEGER),
  'Acct-Input-Octets': row(42, INTEGER),
  'Acct-Output-Octets': row(43, INTEGER),
  // RFC 5080 §2.3.2: both are text.
  'Acct-Session-Id': row(44, text()),
  'Acct-Authentic': row(45, ENUM),
  'Acct-Session-Time': row(46, INTEGER),
  'Acct-Input-Packets': row(47, INTEGER),
  'Acct-Output-Packets': row(48, INTEGER),
  'Acct-Terminate-Cause': row(49, ENUM),
  'Acct-Multi-Session-Id': row(50, text()),
  'Acct-Link-Count': row(51, INTEGER),
  // RFC 2869
  'Acct-Input-Gigawords': row(52, INTEGER),
  'Acct-Output-Gigawords': row(53, INTEGER),
  'Event-Timestamp': row(55, TIME),
  // RFC 4675
  'Egress-VLANID': row(56, INTEGER),
  'Ingress-Filters': row(57, ENUM),
  'Egress-VLAN-Name': row(58, text(2)),
  'User-Priority-Table': row(59, octets(8, 8)),
  // RFC 2865
  'CHAP-Challenge': row(60, octets(5)),
  'NAS-Port-Type': row(61, ENUM),
  'Port-Limit': row(62, INTEGER),
  'Login-LAT-Port': row(63, text()),
  // RFC 2868, RFC 2867
  'Tunnel-Type': taggedNumber(64),
  'Tunnel-Medium-Type': taggedNumber(65),
  'Tunnel-Client-Endpoint': taggedText(66),
  'Tunnel-Server-Endpoint': taggedText(67),
  'Acct-Tunnel-Connection': row(68, text()),
  'Tunnel-Password': new SaltedDefinition([69], 'tagged'),
  // RFC 2869
  'ARAP-Password': row(70, octets(16, 16)),
  'ARAP-Features': row(71, octets(14, 14)),
  'ARAP-Zone-Access': row(72, ENUM),
  'ARAP-Security': row(73, INTEGER),
  'ARAP-Security-Data': row(74, octets()),
  'Password-Retry': row(75, INTEGER),
  Prompt: row(76, ENUM),
  'Connect-Info': row(77, text()),
  'Configuration-Token': row(78, octets()),
  // RFC 3579. An empty one says EAP-Start (§2.1).
  'EAP-Message': row(79, CONCAT),
  'Message-Authenticator': row(80, octets(16, 16)),
  // RFC 2868, RFC 2869
  'Tunnel-Private-Group-ID': taggedText(81),
  'Tunnel-Assignment-ID': taggedText(82),
  'Tunnel-Preference': taggedNumber(83),
  'ARAP-Challenge-Response': row(84, octets(8, 8)),
  'Acct-Interim-Interval': row(85, INTEGER),
  'Acct-Tunnel-Packets-Lost': row(86, INTEGER),
  'NAS-Port-Id': row(87, text()),
  'Framed-Pool': row(88, text()),
  // RFC 4372: may be empty, to ask for one.
  'Chargeable-User-Identity': row(89, octets(0)),
  'Tunnel-Client-Auth-ID': taggedText(90),
  'Tunnel-Server-Auth-ID': taggedText(91),
  // RFC 4849
  'NAS-Filter-Rule': row(92, text()),
  'Originating-Line-Info': row(94, octets(2, 2)),
  // RFC 3162
  'NAS-IPv6-Address': row(95, IPV6ADDR),
  'Framed-Interface-Id': row(96, IFID),
  'Framed-IPv6-Prefix': row(97, IPV6PREFIX),
  'Login-IPv6-Host': row(98, IPV6ADDR),
  'Framed-IPv6-Route': row(99, text()),
  'Framed-IPv6-Pool': row(100, text()),
  // RFC 5176 §3.5
  'Error-Cause': row(101, ENUM),
  // RFC 4072
  'EAP-Key-Name': row(102, octets()),
  // RFC 4818
  'Delegated-IPv6-Prefix': row(123, IPV6PREFIX),
  // RFC 5580
  'Operator-Name': row(126, text(2)),
  'Location-Information': row(127, octets(21)),
  'Location-Data': row(128, octets(3)),
  'Location-Capable': row(131, INTEGER),
  'Requested-Location-Info': row(132, INTEGER),
  // RFC 5607
  'Framed-Management': row(133, ENUM),
  'Management-Transport-Protection': row(134, ENUM),
  'Management-Policy-Id': row(135, text()),
  'Management-Privilege-Level': row(136, INTEGER),
  // RFC 6572
  'PMIP6-Home-IPv4-HoA': row(155, IPV4PREFIX),
  'PMIP6-Visited-IPv4-HoA': row(156, IPV4PREFIX),
  // RFC 6677
  'EAP-Lower-Layer': row(163, ENUM),
  // RFC 6911
  'Framed-IPv6-Address': row(168, IPV6ADDR),
  'DNS-Server-IPv6-Address': row(169, IPV6ADDR),
  'Route-IPv6-Information': row(170, IPV6PREFIX),
  'Delegated-IPv6-Prefix-Pool': row(171, text()),
  'Stateful-IPv6-Address-Pool': row(172, text()),
  // RFC 7268
  'Allowed-Called-Station-Id': row(174, text()),
  'EAP-Peer-Id': row(175, octets()),
  'EAP-Server-Id': row(176, octets()),
  'Mobility-Domain-Id': row(177, INTEGER),
  'Preauth-Timeout': row(178, INTEGER),
  'Network-Id-Name': row(179, octets()),
  'EAPoL-Announcement': row(180, CONCAT),
  'WLAN-HESSID': row(181, text(17, 17)),
  'WLAN-Venue-Info': row(182, INTEGER),
  'WLAN-Venue-Language': row(183, octets(2, 3)),
  'WLAN-Venue-Name': row(184, text()),
  'WLAN-Reason-Code': row(185, INTEGER),
  'WLAN-Pairwise-Cipher': row(186, INTEGER),
  'WLAN-Group-Cipher': row(187, INTEGER),
  'WLAN-AKM-Suite': row(188, INTEGER),
  'WLAN-Group-Mgmt-Cipher': row(189, INTEGER),
  'WLAN-RF-Band': row(190, INTEGER),
  // RFC 8045: TLVs in an extended attribute (the members that tell a mapped port's user).
  'IP-Port-Type': row([241, 5, 1], INTEGER),
  'IP-Port-Limit': row([241, 5, 2], INTEGER),
  'IP-Port-Ext-IPv4-Addr': row([241, 5, 3], IPV4ADDR),
  // RFC 8559
  'Operator-NAS-Identifier': row([241, 8], octets(1, 252)),
} as const;

export type AttributeName = keyof typeof ATTRIBUTES;
