/**
 * A node of a simulated Thread network: its radio, its keys, its addresses, and UDP over the mesh for its roles. How it comes to be
 * a router or a child is for its MLE ({@link ../simulation/mle-agent.ts}) to see to.
 */

import { concat, type Secret } from '@sallyport/core';
import { BROADCAST_ADDRESS, type ExtendedAddress, type ReceivedFrame } from '@sallyport/ieee802154';
import {
  encodeUdpDatagram,
  iidFrom,
  iidFromExtended,
  iidFromShort,
  isLinkLocalAddress,
  isMulticastAddress,
  linkLocalFrom,
  type MeshHeader,
  shortOfIid,
  type UdpDatagram,
} from '@sallyport/sixlowpan';
import type { ActiveDataset } from '../dataset/complete.ts';
import { fail } from '../errors.ts';
import { DEFAULT_JOINER_UDP_PORT, MLE_PORT } from '../node/addresses.ts';
import type { IncomingDatagram, MeshUdp, OutgoingDatagram, SendSecurity } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import { decodeCommissionerDataset } from '../tmf/commissioner-dataset.ts';
import { bytesOf, textOf } from './addresses.ts';
import type { HeardFrame } from './air.ts';
import { isRouterLocator, routerOf } from './directory.ts';
import { type Drop, Drops } from './drops.ts';
import { decodeSeed, encodeSeed, Flooding, TRANSMISSIONS } from './flooding.ts';
import { FrameSecurity } from './frame-security.ts';
import { compressionOf, type Hop } from './ip-link.ts';
import { Keyring } from './keyring.ts';
import type { MacLink } from './mac-link.ts';
import { type Neighbour, Neighbours } from './neighbours.ts';
import { NetworkCopy } from './network-copy.ts';
import { type ReceivedDatagram, Station } from './station.ts';
import { UdpPorts } from './udp-ports.ts';
import { randomExtendedAddress, type World } from './world.ts';

/** How far a datagram may go in the mesh (Thread 1.1.1 §5.9: routes have at most 32 hops). */
const MESH_HOPS = 32;
const HOP_LIMIT = 64;
const MLE_HOP_LIMIT = 255;
const FLOOD_INTERVAL = 64;
const LINK_SCOPE = 2;

export type NodeState = 'off' | 'detached' | 'child' | 'router';

export interface NodeIdentity {
  /** Of its radio. */
  readonly name: string;
  readonly eui64: Uint8Array;
}

type AnycastListener = (datagram: IncomingDatagram, port: number) => void;

export class MeshNode implements MeshUdp {
  readonly name: string;
  readonly eui64: Uint8Array;
  readonly extendedAddress: ExtendedAddress;
  readonly network: NetworkCopy;
  readonly neighbours = new Neighbours();
  readonly drops = new Drops();
  /** Hears MLE messages, however they are protected. */
  onMle: ((received: ReceivedDatagram) => void) | undefined;
  /** Hears frames that are no data: beacons, and requests for them. */
  onControl: ((frame: ReceivedFrame, heard: HeardFrame) => void) | undefined;
  /** Where a Commissioner Router on this node awaits Native Commissioners, unprotected. */
  commissionerUdpPort: number | undefined;
  readonly #world: World;
  readonly #security: FrameSecurity;
  readonly #ports = new UdpPorts();
  readonly #anycast = new Map<number, AnycastListener | undefined>();
  readonly #flooding = new Flooding();
  /** What the directory has of this node. */
  readonly #registrations: (() => void)[] = [];
  readonly #endpointIid: Uint8Array;
  #dataset: ActiveDataset | undefined;
  #station: Station | undefined;
  #state: NodeState = 'off';
  #rloc16 = 0xfffe;

  constructor({ name, eui64 }: NodeIdentity, world: World) {
    this.name = name;
    this.eui64 = eui64;
    this.#world = world;
    this.extendedAddress = randomExtendedAddress(world.random);
    this.#endpointIid = world.random.bytes(8);
    this.network = new NetworkCopy(world.clock, () => this.keyring?.sequence ?? 0);
    this.#security = new FrameSecurity({
      byShort: (rloc16) => this.neighbours.byShort(rloc16) ?? this.#routerNeighbour(rloc16),
      byExtended: (extended) => this.neighbours.byExtended(extended) ?? this.#routerByExtended(extended),
    });
  }

  get state(): NodeState {
    return this.#state;
  }

  get rloc16(): number {
    return this.#rloc16;
  }

  get keyring(): Keyring | undefined {
    return this.#security.keyring;
  }

  get dataset(): ActiveDataset | undefined {
    return this.#dataset;
  }

  /** @throws E_THREAD_SIMULATION before the node has a network */
  get meshLocalPrefix(): Uint8Array {
    return this.#requireDataset().meshLocalPrefix;
  }

  /** Takes a network's parameters and keys; the node stays as it is, on or off. The same key keeps its counters. */
  configure(dataset: ActiveDataset, keySequence = 0): void {
    const changed = this.keyring?.isOf(dataset.networkKey) !== true;
    this.#dataset = dataset;
    this.network.active = dataset.dataset;
    if (changed) {
      this.#security.keyring = new Keyring(dataset.networkKey, keySequence);
      this.#security.forgetCounters();
    }
    if (this.#station === undefined) return;
    this.#station.mac.panId = dataset.panId;
    this.#station.mac.tune(dataset.channel.number);
    this.#station.ip.compression = compressionOf(dataset.meshLocalPrefix);
    if (this.#state !== 'detached') this.#register();
  }

  /** Switches the radio on, as one that belongs to no router yet. @throws E_THREAD_SIMULATION before {@link configure} */
  powerOn(): void {
    if (this.#station !== undefined) return;
    const { channel, panId, meshLocalPrefix } = this.#requireDataset();
    const { name, extendedAddress } = this;
    const security = this.#security;
    this.#station = new Station({ name, channel: channel.number, panId, extendedAddress }, this.#world, {
      security,
      drops: this.drops,
      receive: (received) => this.#receive(received),
      forward: (mesh, payload) => this.#forward(mesh, payload),
      control: (frame, heard) => this.onControl?.(frame, heard),
    });
    this.#station.ip.compression = compressionOf(meshLocalPrefix);
    this.keyring?.skipAhead();
    this.#state = 'detached';
  }

  /** Switches the radio off. What was bound and claimed is gone; keys, counters and datasets are kept. */
  powerOff(): void {
    this.detach();
    this.#station?.close();
    this.#station = undefined;
    this.#ports.clear();
    this.#anycast.clear();
    this.network.forget();
    this.#state = 'off';
  }

  /** Belongs to the mesh from now on, under this locator. */
  join(rloc16: number): void {
    if (this.#station === undefined) throw fail('E_THREAD_SIMULATION', `${this.name} is off`);
    this.#rloc16 = rloc16;
    this.#station.mac.shortAddress = rloc16;
    this.#state = isRouterLocator(rloc16) ? 'router' : 'child';
    this.#register();
  }

  /** Belongs to the mesh no longer, and stays on. */
  detach(): void {
    this.#unregister();
    this.neighbours.clear();
    this.#rloc16 = 0xfffe;
    if (this.#station === undefined) return;
    this.#station.mac.shortAddress = 0xfffe;
    this.#state = 'detached';
  }

  bind(port: number, receive: (datagram: IncomingDatagram) => void): () => void {
    return this.#ports.bind(port, receive);
  }

  acceptKek(peer: Uint8Array, kek: Secret): () => void {
    return this.#security.acceptKek(peer, kek);
  }

  claimAnycast(aloc16: number, receive?: AnycastListener): () => void {
    this.#anycast.set(aloc16, receive);
    if (this.#state === 'router' || this.#state === 'child') this.#registerAnycast(aloc16);
    return () => {
      this.#anycast.delete(aloc16);
      if (this.#state !== 'off') this.#register();
    };
  }

  send({ from, source, to, payload, security }: OutgoingDatagram): void {
    if (this.#station === undefined) return;
    const destination = bytesOf(to.address);
    const datagram: UdpDatagram = {
      source: this.#sourceFor(destination, source),
      destination,
      hopLimit: HOP_LIMIT,
      sourcePort: from,
      destinationPort: to.port,
      payload,
    };
    if (this.#isOurs(destination)) {
      this.#world.timer.after(0, () => this.#dispatch({ ...LOOPBACK, datagram, sender: this.extendedAddress }));
    } else if (isMulticastAddress(destination)) this.#multicast(datagram, security);
    else if (isLinkLocalAddress(destination)) this.#toNeighbour(datagram, security);
    else this.#route(datagram);
  }

  /** An MLE message to the link-local address `destination` of 16 bytes; the frame itself is not protected (Thread 1.1.1 §4.8). */
  sendMle(destination: Uint8Array, payload: Uint8Array, destinationPanId?: number): void {
    const datagram: UdpDatagram = {
      source: linkLocalFrom(this.extendedAddress),
      destination,
      hopLimit: MLE_HOP_LIMIT,
      sourcePort: MLE_PORT,
      destinationPort: MLE_PORT,
      payload,
    };
    const peer = isMulticastAddress(destination) ? BROADCAST_ADDRESS : iidFromExtended(destination.subarray(8));
    this.#station?.ip.send(encodeUdpDatagram(datagram), {
      source: this.extendedAddress,
      destination: peer,
      security: 'none',
      destinationPanId,
    });
  }

  /** The radio, for what is no datagram; undefined while it is off. */
  get radio(): MacLink | undefined {
    return this.#station?.mac;
  }

  #sourceFor(destination: Uint8Array, aloc16: number | undefined): Uint8Array {
    if (aloc16 !== undefined) return this.#locatorAddress(aloc16);
    const isOnLink =
      isLinkLocalAddress(destination) || (isMulticastAddress(destination) && scopeOf(destination) === LINK_SCOPE);
    return isOnLink ? linkLocalFrom(this.extendedAddress) : this.#locatorAddress(this.#rloc16);
  }

  #locatorAddress(locator: number): Uint8Array {
    return concat(this.meshLocalPrefix, iidFromShort(locator));
  }

  #toNeighbour(datagram: UdpDatagram, security: SendSecurity): void {
    const iid = datagram.destination.subarray(8);
    const destination = shortOfIid(iid) ?? iidFromExtended(iid);
    this.#station?.ip.send(encodeUdpDatagram(datagram), { source: this.extendedAddress, destination, security });
  }

  #multicast(datagram: UdpDatagram, security: SendSecurity): void {
    if (scopeOf(datagram.destination) === LINK_SCOPE) {
      const source = this.extendedAddress;
      this.#station?.ip.send(encodeUdpDatagram(datagram), { source, destination: BROADCAST_ADDRESS, security });
      return;
    }
    const hopByHop = encodeSeed(this.#flooding.originate(this.#rloc16));
    this.#flood({ ...datagram, hopByHop });
  }

  /** Twice, a moment apart: nobody acknowledges a broadcast. */
  #flood(datagram: UdpDatagram): void {
    const packet = encodeUdpDatagram(datagram);
    for (let count = 0; count < TRANSMISSIONS; count++) {
      this.#world.timer.after((count + this.#world.dice.next()) * FLOOD_INTERVAL, () => {
        const hop: Hop = { source: this.#rloc16, destination: BROADCAST_ADDRESS, security: 'network-key' };
        if (this.#state === 'router' || this.#state === 'child') this.#station?.ip.send(packet, hop);
      });
    }
  }

  #route(datagram: UdpDatagram): void {
    const final = this.#resolve(datagram.destination);
    const next = final === undefined ? undefined : this.#nextHop(final);
    if (final === undefined || next === undefined) {
      this.#drop('no-route');
      return;
    }
    if (final === this.#rloc16) {
      this.#world.timer.after(0, () => this.#dispatch({ ...LOOPBACK, datagram, sender: this.extendedAddress }));
      return;
    }
    const mesh = next === final ? undefined : { originator: this.#rloc16, final, hopsLeft: MESH_HOPS };
    const hop: Hop = { source: this.#rloc16, destination: next, security: 'network-key', mesh };
    this.#station?.ip.send(encodeUdpDatagram(datagram), hop);
  }

  /** The locator of the node with this address. */
  #resolve(address: Uint8Array): number | undefined {
    const short = shortOfIid(address.subarray(8));
    if (short === undefined) {
      this.#world.directory.resolveEndpoint(textOf(address));
      return;
    }
    return short < FIRST_ALOC ? short : this.#world.directory.resolveAnycast(short, this.#rloc16);
  }

  #nextHop(final: number): number | undefined {
    if (this.#state === 'child') return routerOf(this.#rloc16);
    if (routerOf(final) === this.#rloc16) return final;
    return this.#world.directory.nextHop(this.#rloc16, routerOf(final));
  }

  #forward(mesh: MeshHeader, payload: Uint8Array): boolean {
    const { originator, final, hopsLeft } = mesh;
    if (final === this.#rloc16 || typeof final !== 'number' || typeof originator !== 'number') return false;
    const next = this.#nextHop(final);
    if (hopsLeft <= 1 || this.#state !== 'router' || next === undefined) {
      this.#drop(hopsLeft <= 1 ? 'hop-limit' : 'no-route');
      return true;
    }
    const hop: Hop = { source: this.#rloc16, destination: next, security: 'network-key' };
    this.#station?.ip.relay(withHops(payload, hopsLeft - 1), hop);
    return true;
  }

  #receive(received: ReceivedDatagram): void {
    const { datagram, security } = received;
    if (datagram.destinationPort === MLE_PORT) {
      if (isLinkLocalAddress(datagram.source) && datagram.hopLimit === MLE_HOP_LIMIT) this.onMle?.(received);
      return;
    }
    // White paper, "Joiner to Joiner Router": strangers are heard while joining is permitted, on the joiner's port, on the link.
    if (security === 'none' && !this.#mayBeStranger(datagram)) {
      this.#drop('unsecured');
      return;
    }
    if (security === 'kek' && !isLinkLocalAddress(datagram.destination)) {
      this.#drop('unsecured');
      return;
    }
    if (!this.#isOurs(datagram.destination) && !isMulticastAddress(datagram.destination)) {
      this.#drop('not-ours');
      return;
    }
    if (datagram.hopByHop !== undefined && !this.#repeat(datagram, datagram.hopByHop)) return;
    this.#dispatch(received);
  }

  /** False for a flooded datagram that was here before. */
  #repeat(datagram: UdpDatagram, options: Uint8Array): boolean {
    const seed = decodeSeed(options);
    if (seed === undefined) return true;
    if (!this.#flooding.isNew(seed)) return false;
    if (this.#state === 'router' && datagram.hopLimit > 1) {
      this.#flood({ ...datagram, hopLimit: datagram.hopLimit - 1, hopByHop: encodeSeed(seed) });
    }
    return true;
  }

  #mayBeStranger({ source, destination, destinationPort }: UdpDatagram): boolean {
    if (!isLinkLocalAddress(source) || !isLinkLocalAddress(destination)) return false;
    if (destinationPort === this.commissionerUdpPort) return true;
    const commissioning = readOrUndefined(this.network.commissioningData, decodeCommissionerDataset);
    if (commissioning?.borderAgentLocator === undefined) return false;
    const isSteering = commissioning.steeringData?.some((byte) => byte !== 0) === true;
    return isSteering && destinationPort === (commissioning.joinerUdpPort ?? DEFAULT_JOINER_UDP_PORT);
  }

  #dispatch({ datagram, security }: Pick<ReceivedDatagram, 'datagram' | 'security' | 'sender'>): void {
    const incoming: IncomingDatagram = {
      from: { address: textOf(datagram.source), port: datagram.sourcePort },
      to: textOf(datagram.destination),
      payload: datagram.payload,
      security,
    };
    const listener = this.#anycastListener(datagram.destination);
    if (listener !== undefined) {
      listener(incoming, datagram.destinationPort);
      return;
    }
    if (!this.#ports.dispatch(datagram.destinationPort, incoming)) this.#drop('no-port');
  }

  #anycastListener(destination: Uint8Array): AnycastListener | undefined {
    if (isLinkLocalAddress(destination)) return undefined;
    const locator = shortOfIid(destination.subarray(8));
    return locator === undefined ? undefined : this.#anycast.get(locator);
  }

  #isOurs(address: Uint8Array): boolean {
    if (isMulticastAddress(address)) return false;
    const iid = address.subarray(8);
    if (isLinkLocalAddress(address)) {
      return equal(iid, iidFrom(this.extendedAddress)) || shortOfIid(iid) === this.#rloc16;
    }
    if (this.#dataset === undefined || !equal(address.subarray(0, 8), this.#dataset.meshLocalPrefix)) return false;
    const locator = shortOfIid(iid);
    if (locator === undefined) return equal(iid, this.#endpointIid);
    return locator === this.#rloc16 || this.#anycast.has(locator);
  }

  #register(): void {
    this.#unregister();
    const { directory } = this.#world;
    const { name, extendedAddress, rloc16 } = this;
    if (this.#state === 'router') {
      directory.addRouter({ name, rloc16, extended: extendedAddress });
      this.#registrations.push(() => directory.removeRouter(rloc16));
    }
    const endpoint = textOf(concat(this.meshLocalPrefix, this.#endpointIid));
    this.#registrations.push(directory.addEndpoint(endpoint, rloc16));
    for (const aloc16 of this.#anycast.keys()) this.#registerAnycast(aloc16);
  }

  #registerAnycast(aloc16: number): void {
    this.#registrations.push(this.#world.directory.claimAnycast(aloc16, this.#rloc16));
  }

  #unregister(): void {
    for (const release of this.#registrations.splice(0)) release();
  }

  /** Routers know each other's frames, as if they had synchronized by MLE's link requests (Thread 1.1.1 §4.7.7). */
  #routerNeighbour(rloc16: number): Neighbour | undefined {
    return this.#state === 'router' ? this.#world.directory.router(rloc16) : undefined;
  }

  #routerByExtended(extended: ExtendedAddress): Neighbour | undefined {
    return this.#state === 'router' ? this.#world.directory.routerByExtended(extended) : undefined;
  }

  #requireDataset(): ActiveDataset {
    if (this.#dataset === undefined) throw fail('E_THREAD_SIMULATION', `${this.name} has no network`);
    return this.#dataset;
  }

  #drop(reason: Drop): void {
    this.drops.count(reason);
  }
}

/** Anycast locators (Thread 1.1.1 §5.2.2.2). */
const FIRST_ALOC = 0xfc00;
const LOOPBACK = { security: 'network-key' } as const;

function scopeOf(multicast: Uint8Array): number {
  return (multicast[1] ?? 0) & 0x0f;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, at) => byte === b[at]);
}

/** The payload with so many hops left in its mesh header. */
function withHops(payload: Uint8Array, hopsLeft: number): Uint8Array {
  const changed = Uint8Array.from(payload);
  const [first = 0] = changed;
  if ((first & 0x0f) === 0x0f) changed[1] = hopsLeft;
  else changed[0] = (first & 0xf0) | hopsLeft;
  return changed;
}
