/**
 * Frames between a station and an access point of a simulated link: Ethernet with EAPOL (IEEE 802.1X-2020 §11.3), and the echo of
 * Ethernet's configuration testing protocol (Ethernet 2.0 §8, EtherType 0x9000), which shows whether a door lets frames through.
 */

import { concat } from '@sallyport/core';
import { MAX_PACKET } from '../packet/packet.ts';

/** Six bytes. */
export type LinkAddress = Uint8Array;

export type LinkContent =
  /** EAPOL-EAP. */
  | { readonly type: 'eap'; readonly packet: Uint8Array }
  /** EAPOL-Start: the station wants to be asked who it is. */
  | { readonly type: 'start' }
  /** EAPOL-Logoff: the station leaves. */
  | { readonly type: 'logoff' }
  /** To be sent back by whoever is behind the door. */
  | { readonly type: 'echo'; readonly receipt: number }
  | { readonly type: 'echoed'; readonly receipt: number };

export interface LinkFrame {
  readonly to: LinkAddress;
  readonly from: LinkAddress;
  readonly content: LinkContent;
}

/** The port access entity's group address (IEEE 802.1X-2020 table 11-1). */
export const PAE_GROUP: LinkAddress = Uint8Array.of(0x01, 0x80, 0xc2, 0, 0, 0x03);
/** Whoever offers loopback assistance (Ethernet 2.0 §8.3). */
export const LOOPBACK_ASSISTANCE: LinkAddress = Uint8Array.of(0xcf, 0, 0, 0, 0, 0);

const ADDRESS = 6;
const HEADER = 2 * ADDRESS + 2;
const EAPOL = 0x888e;
const LOOPBACK = 0x9000;
const EAPOL_VERSION = 3;
const EAPOL_HEADER = 4;
const EAPOL_TYPES = { eap: 0, start: 1, logoff: 2 } as const;
/** Of the testing protocol, in little endian. */
const FORWARD = 2;
const REPLY = 1;
/** A forward message: its function and the address to forward to. */
const FORWARD_LENGTH = 2 + ADDRESS;
const MAX_RECEIPT = 0xffff;

export const MAX_LINK_FRAME = HEADER + EAPOL_HEADER + MAX_PACKET;

export function encodeLinkFrame({ to, from, content }: LinkFrame): Uint8Array {
  return concat(to, from, bodyOf(content, to, from));
}

function bodyOf(content: LinkContent, to: LinkAddress, from: LinkAddress): Uint8Array {
  switch (content.type) {
    case 'eap':
      return concat(eapol(EAPOL_TYPES.eap, content.packet.length), content.packet);
    case 'start':
      return eapol(EAPOL_TYPES.start, 0);
    case 'logoff':
      return eapol(EAPOL_TYPES.logoff, 0);
    case 'echo':
      return testMessage(0, from, content.receipt);
    case 'echoed':
      return testMessage(FORWARD_LENGTH, to, content.receipt);
  }
}

function eapol(type: number, length: number): Uint8Array {
  return Uint8Array.of(EAPOL >> 8, EAPOL & 0xff, EAPOL_VERSION, type, length >> 8, length & 0xff);
}

/** A forward message around a reply; `skip` says how much of it is done. */
function testMessage(skip: number, forwardTo: LinkAddress, receipt: number): Uint8Array {
  return concat(
    Uint8Array.of(LOOPBACK >> 8, LOOPBACK & 0xff),
    ...[little(skip), little(FORWARD), forwardTo, little(REPLY), little(receipt & MAX_RECEIPT)],
  );
}

function little(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8);
}

/** Undefined for what this link has no use for, and for what is no frame: a link drops such frames without a word. */
export function decodeLinkFrame(bytes: Uint8Array): LinkFrame | undefined {
  if (bytes.length < HEADER || bytes.length > MAX_LINK_FRAME) return undefined;
  const etherType = ((bytes[HEADER - 2] ?? 0) << 8) | (bytes[HEADER - 1] ?? 0);
  const body = bytes.subarray(HEADER);
  const from = bytes.slice(ADDRESS, 2 * ADDRESS);
  const content = etherType === EAPOL ? eapolContent(body) : etherType === LOOPBACK ? testContent(body) : undefined;
  return content === undefined ? undefined : { to: bytes.slice(0, ADDRESS), from, content };
}

function eapolContent(body: Uint8Array): LinkContent | undefined {
  const [version, type, high, low] = body;
  if (version === undefined || type === undefined || high === undefined || low === undefined) return undefined;
  const length = (high << 8) | low;
  if (length > body.length - EAPOL_HEADER) return undefined;
  switch (type) {
    case EAPOL_TYPES.eap:
      return { type: 'eap', packet: body.slice(EAPOL_HEADER, EAPOL_HEADER + length) };
    case EAPOL_TYPES.start:
      return { type: 'start' };
    case EAPOL_TYPES.logoff:
      return { type: 'logoff' };
    default:
      return undefined;
  }
}

function testContent(body: Uint8Array): LinkContent | undefined {
  if (body.length < 2 + FORWARD_LENGTH + 4) return undefined;
  const skip = littleAt(body, 0);
  const receipt = littleAt(body, 2 + FORWARD_LENGTH + 2);
  if (littleAt(body, 2) !== FORWARD || littleAt(body, 2 + FORWARD_LENGTH) !== REPLY) return undefined;
  if (skip === 0) return { type: 'echo', receipt };
  return skip === FORWARD_LENGTH ? { type: 'echoed', receipt } : undefined;
}

function littleAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}
