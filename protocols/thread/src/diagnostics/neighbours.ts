/**
 * Whom a router knows, in detail: the values of the Child TLV, the Child IPv6 Address List TLV and the Router Neighbor TLV, one for each.
 * They came with Thread 1.4, and answers to DIAG_GET.qry alone have them; a TLV without a value ends such a list.
 */

import { concat } from '@sallyport/core';
import { writeUint } from '../network/numbers.ts';
import { MAX_SHORT_LENGTH } from '../tlv/codecs.ts';
import type { ValueCodec } from '../tlv/definition.ts';
import { ADDRESSES_CODEC } from './addresses.ts';
import { FieldReader } from './fields.ts';
import { type LinkStatistics, linkStatisticsBytes, readLinkStatistics } from './link-statistics.ts';
import type { DeviceMode } from './mode.ts';

/** A child of the router that says this. Times are in seconds. */
export interface ChildDetails {
  readonly rloc16: number;
  /** Eight bytes. */
  readonly extendedAddress: Uint8Array;
  readonly mode: DeviceMode;
  /** Of the specification, as in {@link NodeDiagnostics}. */
  readonly version: number;
  /** Silence after which it is forgotten. */
  readonly timeout: number;
  /** Since it was heard. */
  readonly age: number;
  /** Since it became a child. */
  readonly connectionTime: number;
  /** From one word of its router to the next; undefined for a child that hears always. */
  readonly supervisionInterval: number | undefined;
  readonly link: LinkStatistics;
  /** Messages that wait until the child asks for them. */
  readonly queuedMessages: number;
  /** Undefined for a child that does not listen at agreed times. */
  readonly csl: CoordinatedListening | undefined;
}

/** Coordinated sampled listening (IEEE 802.15.4-2015 §6.12.2). */
export interface CoordinatedListening {
  readonly isSynchronized: boolean;
  /** In units of ten symbols, 160 µs. */
  readonly period: number;
  /** Seconds without synchronization after which it is over. */
  readonly timeout: number;
  /** 0 for the network's own. */
  readonly channel: number;
}

export interface ChildAddresses {
  readonly rloc16: number;
  /** Canonical text; the one that stays in the mesh first, where it is known. */
  readonly addresses: readonly string[];
}

/** Another router to which there is a link. */
export interface RouterNeighbour {
  readonly rloc16: number;
  /** Eight bytes. */
  readonly extendedAddress: Uint8Array;
  readonly version: number;
  /** Seconds since there is a link. */
  readonly connectionTime: number;
  readonly link: LinkStatistics;
}

const CHILD_BYTES = 43;
const ROUTER_BYTES = 24;
const MAX_CHILD_ADDRESSES = 64;

const CHILD = { receiverOnWhenIdle: 0x80, fullThreadDevice: 0x40, fullNetworkData: 0x20, synchronized: 0x10 };
const CHILD_TRACKS_ERRORS = 0x08;
const ROUTER_TRACKS_ERRORS = 0x80;

export const CHILD_DETAILS_CODEC: ValueCodec<ChildDetails> = {
  minLength: CHILD_BYTES,
  maxLength: MAX_SHORT_LENGTH,
  decode(bytes) {
    const fields = new FieldReader(bytes);
    const flags = fields.uint(1);
    const has = (flag: number) => (flags & flag) !== 0;
    const mode = {
      receiverOnWhenIdle: has(CHILD.receiverOnWhenIdle),
      fullThreadDevice: has(CHILD.fullThreadDevice),
      fullNetworkData: has(CHILD.fullNetworkData),
    };
    const [rloc16, extendedAddress, version] = [fields.uint(2), fields.bytes(8), fields.uint(2)];
    const [timeout, age, connectionTime] = [fields.uint(4), fields.uint(4), fields.uint(4)];
    const supervision = fields.uint(2);
    const link = readLinkStatistics(fields, has(CHILD_TRACKS_ERRORS));
    const queuedMessages = fields.uint(2);
    const csl = { period: fields.uint(2), timeout: fields.uint(4), channel: fields.uint(1) };
    return {
      ...{ rloc16, extendedAddress, mode, version, timeout, age, connectionTime },
      supervisionInterval: supervision === 0 ? undefined : supervision,
      ...{ link, queuedMessages },
      csl: csl.period === 0 ? undefined : { isSynchronized: has(CHILD.synchronized), ...csl },
    };
  },
  encode: ({ mode, link, csl, ...child }) =>
    concat(
      Uint8Array.of(
        (mode.receiverOnWhenIdle ? CHILD.receiverOnWhenIdle : 0) |
          (mode.fullThreadDevice ? CHILD.fullThreadDevice : 0) |
          (mode.fullNetworkData ? CHILD.fullNetworkData : 0) |
          (csl?.isSynchronized === true ? CHILD.synchronized : 0) |
          (tracksErrors(link) ? CHILD_TRACKS_ERRORS : 0),
      ),
      writeUint('locator', child.rloc16, 2),
      child.extendedAddress,
      writeUint('version', child.version, 2),
      writeUint('timeout', child.timeout, 4),
      writeUint('age', child.age, 4),
      writeUint('connection time', child.connectionTime, 4),
      writeUint('supervision interval', child.supervisionInterval ?? 0, 2),
      linkStatisticsBytes(link),
      writeUint('queued messages', child.queuedMessages, 2),
      writeUint('CSL period', csl?.period ?? 0, 2),
      writeUint('CSL timeout', csl?.timeout ?? 0, 4),
      writeUint('CSL channel', csl?.channel ?? 0, 1),
    ),
};

export const CHILD_ADDRESSES_CODEC: ValueCodec<ChildAddresses> = {
  minLength: 2,
  maxLength: 2 + 16 * MAX_CHILD_ADDRESSES,
  decode(bytes) {
    const fields = new FieldReader(bytes);
    return { rloc16: fields.uint(2), addresses: ADDRESSES_CODEC.decode(fields.bytes(bytes.length - 2)) };
  },
  encode: ({ rloc16, addresses }) => concat(writeUint('locator', rloc16, 2), ADDRESSES_CODEC.encode(addresses)),
};

export const ROUTER_NEIGHBOUR_CODEC: ValueCodec<RouterNeighbour> = {
  minLength: ROUTER_BYTES,
  maxLength: MAX_SHORT_LENGTH,
  decode(bytes) {
    const fields = new FieldReader(bytes);
    const flags = fields.uint(1);
    return {
      rloc16: fields.uint(2),
      extendedAddress: fields.bytes(8),
      version: fields.uint(2),
      connectionTime: fields.uint(4),
      link: readLinkStatistics(fields, (flags & ROUTER_TRACKS_ERRORS) !== 0),
    };
  },
  encode: ({ rloc16, extendedAddress, version, connectionTime, link }) =>
    concat(
      Uint8Array.of(tracksErrors(link) ? ROUTER_TRACKS_ERRORS : 0),
      writeUint('locator', rloc16, 2),
      extendedAddress,
      writeUint('version', version, 2),
      writeUint('connection time', connectionTime, 4),
      linkStatisticsBytes(link),
    ),
};

function tracksErrors({ frameErrorRate }: LinkStatistics): boolean {
  return frameErrorRate !== undefined;
}
