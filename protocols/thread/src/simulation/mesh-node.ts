/**
 * A node of a simulated Thread network: its radio, its keys, its addresses, and UDP over the mesh for its roles. How it comes to be
 * a router or a child is for its MLE to see to.
 */

import type { Secret } from '@sallyport/core';
import { type ExtendedAddress, NO_SHORT_ADDRESS, type ReceivedFrame } from '@sallyport/ieee802154';
import type { ActiveDataset } from '../dataset/complete.ts';
import { fail } from '../errors.ts';
import type { IncomingDatagram, MeshUdp, OutgoingDatagram } from '../node/ports.ts';
import { textOf } from './addresses.ts';
import type { HeardFrame } from './air.ts';
import { isRouterLocator } from './directory.ts';
import { Drops } from './drops.ts';
import { Forwarding } from './forwarding.ts';
import { FrameSecurity } from './frame-security.ts';
import { Intake } from './intake.ts';
import { compressionOf } from './ip-link.ts';
import { Keyring } from './keyring.ts';
import type { MacLink } from './mac-link.ts';
import { type Neighbour, Neighbours } from './neighbours.ts';
import { NetworkCopy } from './network-copy.ts';
import { type AnycastListener, OwnAddresses } from './own-addresses.ts';
import { type ReceivedDatagram, Station } from './station.ts';
import { UdpPorts } from './udp-ports.ts';
import { type NodeState, randomExtendedAddress, type World } from './world.ts';

export interface NodeIdentity {
  /** Of its radio. */
  readonly name: string;
  readonly eui64: Uint8Array;
}

const IID_SIZE = 8;

export class MeshNode implements MeshUdp {
  readonly name: string;
  readonly eui64: Uint8Array;
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
  readonly #own: OwnAddresses;
  readonly #security: FrameSecurity;
  readonly #udp = new UdpPorts();
  readonly #forwarding: Forwarding;
  readonly #intake: Intake;
  /** What the directory has of this node. */
  readonly #registrations: (() => void)[] = [];
  #dataset: ActiveDataset | undefined;
  #station: Station | undefined;
  #state: NodeState = 'off';

  constructor({ name, eui64 }: NodeIdentity, world: World) {
    this.name = name;
    this.eui64 = eui64;
    this.#world = world;
    this.#own = new OwnAddresses(randomExtendedAddress(world.random), world.random.bytes(IID_SIZE));
    this.network = new NetworkCopy(world.clock, () => this.keyring?.sequence ?? 0);
    this.#security = new FrameSecurity({
      byShort: (rloc16) => this.neighbours.byShort(rloc16) ?? this.#routerAt(rloc16),
      byExtended: (extended) => this.neighbours.byExtended(extended) ?? this.#routerWith(extended),
    });
    const own = this.#own;
    const { drops, network } = this;
    const station = () => this.#station;
    const state = () => this.#state;
    const loopBack: ConstructorParameters<typeof Forwarding>[0]['loopBack'] = (datagram) => {
      world.timer.after(0, () => this.#intake.dispatch(datagram, 'network-key'));
    };
    this.#forwarding = new Forwarding({ own, drops, station, state, loopBack }, world);
    this.#intake = new Intake({
      own,
      drops,
      network,
      udp: this.#udp,
      forwarding: this.#forwarding,
      commissionerUdpPort: () => this.commissionerUdpPort,
      mle: (received) => this.onMle?.(received),
    });
  }

  get state(): NodeState {
    return this.#state;
  }

  get rloc16(): number {
    return this.#own.rloc16;
  }

  get extendedAddress(): ExtendedAddress {
    return this.#own.extended;
  }

  /** @throws E_THREAD_SIMULATION before the node has a network */
  get meshLocalPrefix(): Uint8Array {
    return this.#own.meshLocalPrefix;
  }

  /** The mesh-local address that stays when the locator changes. @throws E_THREAD_SIMULATION before the node has a network */
  get endpointAddress(): string {
    return textOf(this.#own.endpoint);
  }

  /** All that it answers to. @throws E_THREAD_SIMULATION before the node has a network */
  get addresses(): readonly string[] {
    return this.#own.all.map(textOf);
  }

  get keyring(): Keyring | undefined {
    return this.#security.keyring;
  }

  get dataset(): ActiveDataset | undefined {
    return this.#dataset;
  }

  /** The radio, for what is no datagram; undefined while it is off. */
  get radio(): MacLink | undefined {
    return this.#station?.mac;
  }

  /** Takes a network's parameters and keys; the node stays as it is, on or off. The same key keeps its counters. */
  configure(dataset: ActiveDataset, keySequence = 0): void {
    this.#dataset = dataset;
    this.network.active = dataset.dataset;
    this.#own.meshLocalPrefix = dataset.meshLocalPrefix;
    if (this.keyring?.isOf(dataset.networkKey) !== true) {
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
    if (this.#dataset === undefined) throw fail('E_THREAD_SIMULATION', `${this.name} has no network`);
    const { channel, panId, meshLocalPrefix } = this.#dataset;
    const { name, extendedAddress, drops } = this;
    const identity = { name, channel: channel.number, panId, extendedAddress };
    this.#station = new Station(identity, this.#world, {
      security: this.#security,
      drops,
      receive: (received) => this.#intake.receive(received),
      forward: (mesh, payload) => this.#forwarding.forward(mesh, payload),
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
    this.#udp.clear();
    this.#own.anycast.clear();
    this.network.forget();
    this.#state = 'off';
  }

  /** Belongs to the mesh from now on, under this locator. @throws E_THREAD_SIMULATION while it is off */
  join(rloc16: number): void {
    if (this.#station === undefined) throw fail('E_THREAD_SIMULATION', `${this.name} is off`);
    this.#own.rloc16 = rloc16;
    this.#station.mac.shortAddress = rloc16;
    this.#state = isRouterLocator(rloc16) ? 'router' : 'child';
    this.#register();
  }

  /** Belongs to the mesh no longer, and stays on. */
  detach(): void {
    this.#unregister();
    this.neighbours.clear();
    this.#own.rloc16 = NO_SHORT_ADDRESS;
    if (this.#station === undefined) return;
    this.#station.mac.shortAddress = NO_SHORT_ADDRESS;
    this.#state = 'detached';
  }

  send(datagram: OutgoingDatagram): void {
    this.#forwarding.send(datagram);
  }

  /** An MLE message to a link-local address of 16 bytes, in an unprotected frame. */
  sendMle(destination: Uint8Array, payload: Uint8Array, destinationPanId?: number): void {
    this.#forwarding.sendMle(destination, payload, destinationPanId);
  }

  bind(port: number, receive: (datagram: IncomingDatagram) => void): () => void {
    return this.#udp.bind(port, receive);
  }

  acceptKek(peer: Uint8Array, kek: Secret): () => void {
    return this.#security.acceptKek(peer, kek);
  }

  claimAnycast(aloc16: number, receive?: AnycastListener): () => void {
    this.#own.anycast.set(aloc16, receive);
    if (this.#state === 'router' || this.#state === 'child') this.#register();
    return () => {
      this.#own.anycast.delete(aloc16);
      if (this.#state === 'router' || this.#state === 'child') this.#register();
    };
  }

  #register(): void {
    this.#unregister();
    const { directory } = this.#world;
    const { name, extendedAddress: extended, rloc16 } = this;
    if (this.#state === 'router') {
      directory.addRouter({ name, rloc16, extended });
      this.#registrations.push(() => directory.removeRouter(rloc16));
    }
    this.#registrations.push(directory.addEndpoint(textOf(this.#own.endpoint), rloc16));
    for (const aloc16 of this.#own.anycast.keys()) this.#registrations.push(directory.claimAnycast(aloc16, rloc16));
  }

  #unregister(): void {
    for (const release of this.#registrations.splice(0)) release();
  }

  /** Routers know each other's frames, as if they had exchanged MLE's link requests. */
  #routerAt(rloc16: number): Neighbour | undefined {
    return this.#state === 'router' ? this.#world.directory.router(rloc16) : undefined;
  }

  #routerWith(extended: ExtendedAddress): Neighbour | undefined {
    return this.#state === 'router' ? this.#world.directory.routerByExtended(extended) : undefined;
  }
}
