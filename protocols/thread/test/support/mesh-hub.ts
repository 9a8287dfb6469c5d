/** A mesh without radio: every datagram arrives, after a while, at whoever has its address. For tests of the roles alone. */

import { bytesEqual, type Milliseconds, Secret, type Timer } from '@sallyport/core';
import type { OperationalDataset } from '../../src/dataset/operational-dataset.ts';
import { linkLocalAddress, locatorAddress } from '../../src/node/addresses.ts';
import type {
  DatasetView,
  IncomingDatagram,
  LeaderRecord,
  LeaderStore,
  MeshUdp,
  NetworkDataOutlet,
  NetworkDataView,
  OutgoingDatagram,
  ReceivedSecurity,
} from '../../src/node/ports.ts';

export interface HubDatagram extends OutgoingDatagram {
  readonly fromAddress: string;
}

type Receive = (datagram: IncomingDatagram) => void;

export class MeshHub implements NetworkDataOutlet {
  readonly timer: Timer;
  readonly meshLocalPrefix: Uint8Array;
  readonly latency: Milliseconds;
  readonly nodes: HubNode[] = [];
  /** Every datagram that was sent, in order. */
  readonly sent: HubDatagram[] = [];
  /** True loses the datagram. */
  lose: (datagram: HubDatagram) => boolean = () => false;
  commissioningData: Uint8Array = new Uint8Array(0);
  active: OperationalDataset | undefined;
  pending: OperationalDataset | undefined;

  constructor(timer: Timer, meshLocalPrefix: Uint8Array, latency: Milliseconds = 2) {
    this.timer = timer;
    this.meshLocalPrefix = meshLocalPrefix;
    this.latency = latency;
  }

  /** A node with an extended address of its locator; `rloc16` undefined for one without a network. */
  node(
    rloc16: number | undefined,
    extendedAddress: Uint8Array = Uint8Array.of(0x12, 0, 0, 0, 0, 0, (rloc16 ?? 0) >> 8, (rloc16 ?? 0) & 0xff),
  ): HubNode {
    const node = new HubNode(this, rloc16, extendedAddress);
    this.nodes.push(node);
    return node;
  }

  publishCommissioningData(tlvs: Uint8Array): void {
    this.commissioningData = tlvs;
    for (const node of this.nodes) node.changed();
  }

  publishActiveDataset(dataset: OperationalDataset): void {
    this.active = dataset;
  }

  publishPendingDataset(dataset: OperationalDataset | undefined): void {
    this.pending = dataset;
  }

  send(from: HubNode, datagram: OutgoingDatagram, fromAddress: string): void {
    const { to, security } = datagram;
    const payload = Uint8Array.from(datagram.payload);
    const kek = typeof security === 'string' ? undefined : Secret.of(security.kek.expose());
    const sent = { ...datagram, payload, fromAddress };
    this.sent.push(sent);
    if (this.lose(sent)) return;
    this.timer.after(this.latency, () => {
      for (const node of this.nodes) {
        if ((node === from && to.address.startsWith('ff')) || !node.answersTo(to.address)) continue;
        if (kek !== undefined && !node.opens(from.extendedAddress, kek)) continue;
        if (security === 'network-key' && !node.isOnMesh) continue;
        const received: ReceivedSecurity = typeof security === 'string' ? security : 'kek';
        node.receive(
          { from: { address: fromAddress, port: datagram.from }, to: to.address, payload, security: received },
          to.port,
        );
      }
    });
  }
}

export class HubNode implements MeshUdp, NetworkDataView, DatasetView {
  readonly extendedAddress: Uint8Array;
  readonly #hub: MeshHub;
  readonly #rloc16: number | undefined;
  readonly #bound = new Map<number, Receive>();
  readonly #anycast = new Map<number, ((datagram: IncomingDatagram, port: number) => void) | undefined>();
  readonly #keks: { readonly peer: Uint8Array; readonly kek: Secret }[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(hub: MeshHub, rloc16: number | undefined, extendedAddress: Uint8Array) {
    this.#hub = hub;
    this.#rloc16 = rloc16;
    this.extendedAddress = extendedAddress;
  }

  get rloc16(): number {
    return this.#rloc16 ?? 0xfffe;
  }

  get isOnMesh(): boolean {
    return this.#rloc16 !== undefined;
  }

  get meshLocalPrefix(): Uint8Array {
    return this.#hub.meshLocalPrefix;
  }

  get commissioningData(): Uint8Array {
    return this.#hub.commissioningData;
  }

  get active(): OperationalDataset | undefined {
    return this.#hub.active;
  }

  get pending(): OperationalDataset | undefined {
    return this.#hub.pending;
  }

  get keySequence(): number {
    return 0;
  }

  /** How many KEKs it opens frames with. */
  get keks(): number {
    return this.#keks.length;
  }

  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  send(datagram: OutgoingDatagram): void {
    const isToNeighbour = datagram.to.address.startsWith('fe80');
    const own = isToNeighbour
      ? linkLocalAddress(this.extendedAddress)
      : locatorAddress(this.meshLocalPrefix, datagram.source ?? this.rloc16);
    this.#hub.send(this, datagram, own);
  }

  bind(port: number, receive: Receive): () => void {
    this.#bound.set(port, receive);
    return () => this.#bound.delete(port);
  }

  acceptKek(peer: Uint8Array, kek: Secret): () => void {
    const accepted = { peer, kek: Secret.of(kek.expose()) };
    this.#keks.push(accepted);
    return () => this.#keks.splice(this.#keks.indexOf(accepted), 1);
  }

  claimAnycast(aloc16: number, receive?: (datagram: IncomingDatagram, port: number) => void): () => void {
    this.#anycast.set(aloc16, receive);
    return () => this.#anycast.delete(aloc16);
  }

  opens(peer: Uint8Array, kek: Secret): boolean {
    return this.#keks.some((accepted) => bytesEqual(accepted.peer, peer) && accepted.kek.equals(kek));
  }

  answersTo(address: string): boolean {
    if (address.startsWith('ff03')) return this.isOnMesh;
    if (address === linkLocalAddress(this.extendedAddress)) return true;
    if (!this.isOnMesh) return false;
    return [this.rloc16, ...this.#anycast.keys()].some(
      (locator) => locatorAddress(this.meshLocalPrefix, locator) === address,
    );
  }

  receive(datagram: IncomingDatagram, port: number): void {
    for (const [locator, receive] of this.#anycast) {
      if (receive === undefined || locatorAddress(this.meshLocalPrefix, locator) !== datagram.to) continue;
      receive(datagram, port);
      return;
    }
    this.#bound.get(port)?.(datagram);
  }
}

/** Keeps what is saved, for the next Leader. */
export class MemoryLeaderStore implements LeaderStore {
  record: LeaderRecord;

  constructor(record: LeaderRecord) {
    this.record = record;
  }

  load(): LeaderRecord {
    return this.record;
  }

  save(record: LeaderRecord): void {
    this.record = record;
  }
}
