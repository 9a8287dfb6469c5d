/**
 * A radio with IPv6 on it: what joiners and members of the mesh have in common. Everything that comes in is a UDP datagram whose
 * sender was checked as far as its protection allows.
 */

import { bytesEqual } from '@sallyport/core';
import type { ExtendedAddress, ReceivedFrame } from '@sallyport/ieee802154';
import {
  decodeUdpDatagram,
  iidFrom,
  isLinkLocalAddress,
  type MeshHeader,
  type UdpDatagram,
} from '@sallyport/sixlowpan';
import { readOrUndefined } from '../node/read.ts';
import type { HeardFrame } from './air.ts';
import type { Drop, Drops } from './drops.ts';
import type { FrameSecurity } from './frame-security.ts';
import { IpLink, type ReceivedPacket } from './ip-link.ts';
import { type MacIdentity, MacLink } from './mac-link.ts';
import type { World } from './world.ts';

/** A datagram and how it came. */
export interface ReceivedDatagram extends Omit<ReceivedPacket, 'packet'> {
  readonly datagram: UdpDatagram;
}

export interface StationPorts {
  readonly security: FrameSecurity;
  readonly drops: Drops;
  receive(received: ReceivedDatagram): void;
  forward(mesh: MeshHeader, payload: Uint8Array): boolean;
  /** A beacon or a command. */
  control?(frame: ReceivedFrame, heard: HeardFrame): void;
}

export class Station {
  readonly mac: MacLink;
  readonly ip: IpLink;
  readonly #ports: StationPorts;

  constructor(identity: MacIdentity, world: World, ports: StationPorts) {
    this.#ports = ports;
    this.mac = new MacLink(
      world.air,
      identity,
      { timer: world.timer, dice: world.dice, receive: (frame, heard) => this.#hear(frame, heard) },
      world.macTiming,
    );
    this.ip = new IpLink(this.mac, {
      clock: world.clock,
      security: ports.security,
      receive: (packet) => this.#receive(packet),
      forward: (mesh, payload) => ports.forward(mesh, payload),
      dropped: (reason) => ports.drops.count(reason),
    });
  }

  close(): void {
    this.mac.close();
  }

  #hear(frame: ReceivedFrame, heard: HeardFrame): void {
    if (frame.type === 'data') this.ip.receive(frame, heard);
    else this.#ports.control?.(frame, heard);
  }

  #receive({ packet, ...how }: ReceivedPacket): void {
    const datagram = readOrUndefined(packet, decodeUdpDatagram);
    if (datagram === undefined) {
      this.#drop('malformed');
      return;
    }
    if (!isHonest(datagram, how.sender)) {
      this.#drop('spoofed');
      return;
    }
    this.#ports.receive({ datagram, ...how });
  }

  #drop(reason: Drop): void {
    this.#ports.drops.count(reason);
  }
}

/** A link-local source is the sender's own: by its extended address, which protection and answers rely on. */
function isHonest({ source }: UdpDatagram, sender: ExtendedAddress): boolean {
  return !isLinkLocalAddress(source) || bytesEqual(source.subarray(8), iidFrom(sender));
}
