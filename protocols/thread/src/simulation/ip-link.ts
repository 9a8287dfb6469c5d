/** IPv6 packets over one radio: 6LoWPAN into frames, frames into packets (RFC 6282, RFC 4944). */

import type { Clock } from '@sallyport/core';
import {
  type Frame,
  headerSizeOf,
  MAX_MPDU_SIZE,
  type MacAddress,
  micSizeOf,
  panIdsFor,
  type ReceivedFrame,
} from '@sallyport/ieee802154';
import {
  type AdaptationPayload,
  type Compression,
  ContextTable,
  decodeAdaptation,
  encodeMeshHeader,
  type MeshHeader,
  Reassembler,
  toFramePayloads,
  toPacket,
} from '@sallyport/sixlowpan';
import type { SendSecurity } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import type { Drop } from './drops.ts';
import type { FrameSecurity, OpenedFrame } from './frame-security.ts';
import type { MacLink } from './mac-link.ts';

/** Over which addresses a packet goes, and how it is protected. */
export interface Hop {
  readonly source: MacAddress;
  readonly destination: MacAddress;
  readonly security: SendSecurity;
  /** Whose packet it is when that is neither this node's nor for its neighbour. */
  readonly mesh?: MeshHeader | undefined;
  /** What protects the packet when it does not fit into one frame. */
  readonly securityWhenCut?: SendSecurity | undefined;
  /** Another PAN than the own one: in discovery. */
  readonly destinationPanId?: number | undefined;
}

/** A packet and the frame it came in by, of which `sender` is the extended address. */
export interface ReceivedPacket extends Omit<OpenedFrame, 'payload'> {
  readonly packet: Uint8Array;
  readonly channel: number;
  readonly rssi: number;
  /** The PAN the sender belongs to. */
  readonly panId: number | undefined;
}

export interface IpLinkPorts {
  readonly clock: Clock;
  readonly security: FrameSecurity;
  receive(packet: ReceivedPacket): void;
  /** A payload with a mesh header, for this node to look at: true when it is not for this node. */
  forward(mesh: MeshHeader, payload: Uint8Array): boolean;
  dropped(reason: Drop): void;
}

/** The compression context of a mesh: its prefix is context 0. */
export function compressionOf(meshLocalPrefix: Uint8Array | undefined): Compression {
  const contexts =
    meshLocalPrefix === undefined ? [] : [{ id: 0, prefix: meshLocalPrefix, length: 64, compress: true }];
  return { contexts: new ContextTable(contexts), tunnelIids: 'link' };
}

export class IpLink {
  compression: Compression = compressionOf(undefined);
  readonly #mac: MacLink;
  readonly #ports: IpLinkPorts;
  /** Strangers cannot push out, or complete, what members send. */
  readonly #reassemblers: Readonly<Record<OpenedFrame['security'], Reassembler>>;
  #tag = 0;

  constructor(mac: MacLink, ports: IpLinkPorts) {
    this.#mac = mac;
    this.#ports = ports;
    this.#reassemblers = {
      'network-key': new Reassembler(ports),
      none: new Reassembler(ports),
      kek: new Reassembler(ports),
    };
  }

  /** `done` hears whether the neighbour acknowledged all of it. */
  send(packet: Uint8Array, hop: Hop, done?: (delivered: boolean) => void): void {
    const payloads = this.#cut(packet, hop);
    const { securityWhenCut } = hop;
    if (payloads.length === 1 || securityWhenCut === undefined) this.#enqueue(payloads, hop, done);
    else this.send(packet, { ...hop, security: securityWhenCut, securityWhenCut: undefined }, done);
  }

  /** A payload that stays as it is, but for its mesh header. */
  relay(payload: Uint8Array, hop: Hop): void {
    this.#enqueue([payload], hop, undefined);
  }

  /** A frame that the MAC took for this node. */
  receive(frame: ReceivedFrame, heard: { readonly channel: number; readonly rssi: number }): void {
    const opened = this.#ports.security.open(frame);
    if (typeof opened === 'string') {
      this.#ports.dropped(opened);
      return;
    }
    const payload = readOrUndefined(opened.payload, decodeAdaptation);
    if (payload === undefined) {
      this.#ports.dropped('malformed');
      return;
    }
    if (payload.mesh !== undefined) {
      // Only members forward, and only for members.
      if (opened.security !== 'network-key') {
        this.#ports.dropped('unsecured');
        return;
      }
      if (this.#ports.forward(payload.mesh, opened.payload)) return;
    }
    const packet = this.#assemble(payload, frame, opened);
    if (packet === undefined) return;
    const { channel, rssi } = heard;
    const { security, sender } = opened;
    this.#ports.receive({
      packet,
      security,
      sender,
      channel,
      rssi,
      panId: frame.sourcePanId ?? frame.destinationPanId,
    });
  }

  #cut(packet: Uint8Array, hop: Hop): readonly Uint8Array[] {
    this.#tag = (this.#tag + 1) & 0xffff;
    const prefix = hop.mesh === undefined ? undefined : encodeMeshHeader(hop.mesh);
    const ends = { source: hop.mesh?.originator ?? hop.source, destination: hop.mesh?.final ?? hop.destination };
    const cutting = { room: this.#roomFor(hop), tag: this.#tag, prefix };
    return toFramePayloads(packet, ends, this.compression, cutting);
  }

  #assemble(payload: AdaptationPayload, frame: ReceivedFrame, { security }: OpenedFrame): Uint8Array | undefined {
    const { mesh } = payload;
    const link = { source: mesh?.originator ?? frame.source, destination: mesh?.final ?? frame.destination };
    const result = readOrUndefined(payload.body, () => ({
      packet: toPacket(payload, link, this.compression, this.#reassemblers[security]),
    }));
    if (result === undefined) this.#ports.dropped('malformed');
    return result?.packet;
  }

  #enqueue(payloads: readonly Uint8Array[], hop: Hop, done: ((delivered: boolean) => void) | undefined): void {
    const { destination, security } = hop;
    const group = {};
    const acknowledged = destination !== 0xffff;
    const peer = typeof destination === 'number' ? undefined : destination;
    payloads.forEach((payload, index) => {
      const isLast = index === payloads.length - 1;
      const isQueued = this.#mac.send({
        group,
        acknowledged,
        toStranger: security !== 'network-key',
        build: (sequenceNumber) => {
          const frame = this.#frame(hop, payload, sequenceNumber);
          return this.#ports.security.seal(frame, security, this.#mac.extendedAddress, peer);
        },
        done: (delivered) => {
          if (!delivered) this.#ports.dropped('not-acknowledged');
          if (isLast || !delivered) done?.(delivered);
        },
      });
      if (!isQueued) this.#ports.dropped('queue');
    });
  }

  #frame(hop: Hop, payload: Uint8Array, sequenceNumber: number): Frame {
    const { source, destination } = hop;
    const { panId } = this.#mac;
    const destinationPanId = hop.destinationPanId ?? panId;
    return {
      type: 'data',
      version: '2006',
      framePending: false,
      ackRequest: destination !== 0xffff,
      sequenceNumber,
      ...panIdsFor('2006', { source, destination, destinationPanId, sourcePanId: panId }),
      source,
      destination,
      payload,
    };
  }

  #roomFor(hop: Hop): number {
    const security = this.#ports.security.headerFor(hop.security);
    const frame = { ...this.#frame(hop, NOTHING, 0), security };
    return MAX_MPDU_SIZE - headerSizeOf(frame) - micSizeOf(security);
  }
}

const NOTHING = new Uint8Array(0);
