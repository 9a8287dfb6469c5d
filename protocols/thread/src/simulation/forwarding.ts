/** Which way a node's packets go, and those it passes on: to neighbours, over the mesh, to everybody. */

import { BROADCAST_ADDRESS } from '@sallyport/ieee802154';
import {
  encodeUdpDatagram,
  iidFromExtended,
  isLinkLocalAddress,
  isMulticastAddress,
  type MeshHeader,
  shortOfIid,
  type UdpDatagram,
} from '@sallyport/sixlowpan';
import { MLE_PORT } from '../node/addresses.ts';
import type { OutgoingDatagram, SendSecurity } from '../node/ports.ts';
import { bytesOf, textOf } from './addresses.ts';
import { routerOf } from './directory.ts';
import type { Drops } from './drops.ts';
import { decodeSeed, encodeSeed, Flooding, TRANSMISSIONS } from './flooding.ts';
import type { Hop } from './ip-link.ts';
import { isLinkScope, type OwnAddresses } from './own-addresses.ts';
import type { Station } from './station.ts';
import type { NodeState, World } from './world.ts';

/** How far a datagram may go in the mesh: Thread’s routes have at most 32 hops. */
const MESH_HOPS = 32;
const HOP_LIMIT = 64;
export const MLE_HOP_LIMIT = 255;
/** From one transmission of a flooded datagram to the next, at most. */
const FLOOD_INTERVAL = 64;
/** Locators from here on are anycast. */
const FIRST_ALOC = 0xfc00;

export interface ForwardingPorts {
  readonly own: OwnAddresses;
  readonly drops: Drops;
  /** Undefined while the radio is off. */
  station(): Station | undefined;
  state(): NodeState;
  /** A datagram of this node to itself. */
  loopBack(datagram: UdpDatagram): void;
}

export class Forwarding {
  readonly #ports: ForwardingPorts;
  readonly #world: World;
  readonly #flooding = new Flooding();

  constructor(ports: ForwardingPorts, world: World) {
    this.#ports = ports;
    this.#world = world;
  }

  send({ from, source, to, payload, security }: OutgoingDatagram): void {
    if (this.#ports.station() === undefined) return;
    const { own } = this.#ports;
    const destination = bytesOf(to.address);
    const datagram: UdpDatagram = {
      source: own.sourceFor(destination, source),
      destination,
      hopLimit: HOP_LIMIT,
      sourcePort: from,
      destinationPort: to.port,
      payload,
    };
    if (own.include(destination)) this.#ports.loopBack(datagram);
    else if (isMulticastAddress(destination)) this.#multicast(datagram, security);
    else if (isLinkLocalAddress(destination)) this.#toNeighbour(datagram, security);
    else this.#route(datagram);
  }

  /**
   * An MLE message to a link-local address of 16 bytes. Its frame is not protected, so that strangers can hear it; one that needs
   * several is for members, and protected, so that nobody can slip a fragment in.
   */
  sendMle(destination: Uint8Array, payload: Uint8Array, destinationPanId?: number): void {
    const { extended, linkLocal } = this.#ports.own;
    const datagram: UdpDatagram = {
      source: linkLocal,
      destination,
      hopLimit: MLE_HOP_LIMIT,
      sourcePort: MLE_PORT,
      destinationPort: MLE_PORT,
      payload,
    };
    const peer = isMulticastAddress(destination) ? BROADCAST_ADDRESS : iidFromExtended(destination.subarray(8));
    const securityWhenCut = 'network-key';
    const hop: Hop = { source: extended, destination: peer, security: 'none', securityWhenCut, destinationPanId };
    this.#ports.station()?.ip.send(encodeUdpDatagram(datagram), hop);
  }

  /** A payload with a mesh header: true when it is not for this node, and was passed on if there is a way. */
  forward(mesh: MeshHeader, payload: Uint8Array): boolean {
    const { originator, final, hopsLeft } = mesh;
    const { rloc16 } = this.#ports.own;
    if (final === rloc16 || typeof final !== 'number' || typeof originator !== 'number') return false;
    const next = this.#nextHop(final);
    if (hopsLeft <= 1 || this.#ports.state() !== 'router' || next === undefined) {
      this.#ports.drops.count(hopsLeft <= 1 ? 'hop-limit' : 'no-route');
      return true;
    }
    const hop: Hop = { source: rloc16, destination: next, security: 'network-key' };
    this.#ports.station()?.ip.relay(withHops(payload, hopsLeft - 1), hop);
    return true;
  }

  /** Passes a flooded datagram on; false for one that was here before. */
  repeat(datagram: UdpDatagram): boolean {
    const seed = datagram.hopByHop === undefined ? undefined : decodeSeed(datagram.hopByHop);
    if (seed === undefined) return true;
    if (!this.#flooding.isNew(seed)) return false;
    if (this.#ports.state() === 'router' && datagram.hopLimit > 1) {
      this.#flood({ ...datagram, hopLimit: datagram.hopLimit - 1, hopByHop: encodeSeed(seed) });
    }
    return true;
  }

  /**
   * A datagram that is not for this node: true when it is from one of its children, and was sent on. A child need not know where an
   * anycast locator is; its router does.
   */
  passOn(datagram: UdpDatagram): boolean {
    const { own, state } = this.#ports;
    const sender = shortOfIid(datagram.source.subarray(8));
    const isFromChild = sender !== undefined && sender !== own.rloc16 && routerOf(sender) === own.rloc16;
    if (state() !== 'router' || !isFromChild || datagram.hopLimit <= 1) return false;
    this.#route({ ...datagram, hopLimit: datagram.hopLimit - 1 });
    return true;
  }

  #toNeighbour(datagram: UdpDatagram, security: SendSecurity): void {
    const iid = datagram.destination.subarray(8);
    const destination = shortOfIid(iid) ?? iidFromExtended(iid);
    const hop: Hop = { source: this.#ports.own.extended, destination, security };
    this.#ports.station()?.ip.send(encodeUdpDatagram(datagram), hop);
  }

  #multicast(datagram: UdpDatagram, security: SendSecurity): void {
    const { extended, rloc16 } = this.#ports.own;
    if (!isLinkScope(datagram.destination)) {
      this.#flood({ ...datagram, hopByHop: encodeSeed(this.#flooding.originate(rloc16)) });
      return;
    }
    const hop: Hop = { source: extended, destination: BROADCAST_ADDRESS, security };
    this.#ports.station()?.ip.send(encodeUdpDatagram(datagram), hop);
  }

  /** Twice, a moment apart: nobody acknowledges a broadcast. */
  #flood(datagram: UdpDatagram): void {
    const packet = encodeUdpDatagram(datagram);
    for (let count = 0; count < TRANSMISSIONS; count++) {
      this.#world.timer.after((count + this.#world.dice.next()) * FLOOD_INTERVAL, () => {
        if (this.#ports.state() === 'off' || this.#ports.state() === 'detached') return;
        const { rloc16 } = this.#ports.own;
        const hop: Hop = { source: rloc16, destination: BROADCAST_ADDRESS, security: 'network-key' };
        this.#ports.station()?.ip.send(packet, hop);
      });
    }
  }

  #route(datagram: UdpDatagram): void {
    const { own, drops } = this.#ports;
    const final = this.#resolve(datagram.destination) ?? this.#parent();
    const next = final === undefined ? undefined : this.#nextHop(final);
    if (final === undefined || next === undefined) {
      drops.count('no-route');
      return;
    }
    const mesh = next === final ? undefined : { originator: own.rloc16, final, hopsLeft: MESH_HOPS };
    const hop: Hop = { source: own.rloc16, destination: next, security: 'network-key', mesh };
    this.#ports.station()?.ip.send(encodeUdpDatagram(datagram), hop);
  }

  /** The locator of the node with this address. */
  #resolve(address: Uint8Array): number | undefined {
    const short = shortOfIid(address.subarray(8));
    if (short === undefined) return this.#world.directory.resolveEndpoint(textOf(address));
    return short < FIRST_ALOC ? short : this.#world.directory.resolveAnycast(short, this.#ports.own.rloc16);
  }

  /** Knows what its child does not. */
  #parent(): number | undefined {
    return this.#ports.state() === 'child' ? routerOf(this.#ports.own.rloc16) : undefined;
  }

  /** A child's way always leads over its parent. */
  #nextHop(final: number): number | undefined {
    const { rloc16 } = this.#ports.own;
    if (this.#ports.state() === 'child') return routerOf(rloc16);
    if (routerOf(final) === rloc16) return final;
    return this.#world.directory.nextHop(rloc16, routerOf(final));
  }
}

/** The payload with so many hops left in its mesh header. */
function withHops(payload: Uint8Array, hopsLeft: number): Uint8Array {
  const changed = Uint8Array.from(payload);
  const [first = 0] = changed;
  if ((first & 0x0f) === 0x0f) changed[1] = hopsLeft;
  else changed[0] = (first & 0xf0) | hopsLeft;
  return changed;
}
