/**
 * The node as a role sees it: datagrams over the mesh, what the Leader spreads, and the radio's measurements.
 *
 * A role never sees a frame. Whoever carries datagrams (a simulated mesh, a radio co-processor) implements these ports;
 * a role may be called back from inside any of its own calls.
 */

import type { Milliseconds, Secret } from '@sallyport/core';
import type { OperationalDataset } from '../dataset/operational-dataset.ts';

/** A UDP endpoint. The address is IPv6 text in its canonical form (RFC 5952), without a zone. */
export interface UdpEndpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * How a datagram was protected on the link it came in by: with the network key, not at all, or with a KEK.
 * Only the first says that the sender belongs to the mesh.
 */
export type ReceivedSecurity = 'network-key' | 'none' | 'kek';

/** How a datagram is to be protected. A KEK goes with one neighbour's frames only (key identifier mode 0). */
export type SendSecurity = 'network-key' | 'none' | { readonly kek: Secret };

export interface OutgoingDatagram {
  /** Our UDP port. */
  readonly from: number;
  /** The anycast locator to send from; from the routing locator (or the link-local address, to a neighbour) without it. */
  readonly source?: number | undefined;
  readonly to: UdpEndpoint;
  readonly payload: Uint8Array;
  readonly security: SendSecurity;
}

export interface IncomingDatagram {
  readonly from: UdpEndpoint;
  /** The address it was sent to, which tells unicast, anycast and multicast apart. */
  readonly to: string;
  readonly payload: Uint8Array;
  readonly security: ReceivedSecurity;
}

/** UDP over one radio link, with no mesh behind it: all that a joiner has. */
export interface LinkUdp {
  /** Eight bytes, first transmitted last: as MeshCoP writes them. The link-local address follows from them. */
  readonly extendedAddress: Uint8Array;
  send(datagram: OutgoingDatagram): void;
  /**
   * Hears what comes to `port`, however it was protected, until the function it gives is called.
   * Binding a port that is bound is the caller's mistake.
   */
  bind(port: number, receive: (datagram: IncomingDatagram) => void): () => void;
  /**
   * Opens frames that the neighbour `peer` (its extended address) protects with `kek`, until the function it gives is
   * called. Without it such frames are dropped.
   */
  acceptKek(peer: Uint8Array, kek: Secret): () => void;
}

/** UDP over the mesh. */
export interface MeshUdp extends LinkUdp {
  /** The node's routing locator: it may change when the node attaches anew. */
  readonly rloc16: number;
  /** Eight bytes. */
  readonly meshLocalPrefix: Uint8Array;
  /**
   * Answers to the anycast locator `aloc16` too, until the function it gives is called. With `receive`, everything that
   * comes to that address goes there whatever its port, and not to what is bound: so a Border Agent proxies.
   */
  claimAnycast(aloc16: number, receive?: (datagram: IncomingDatagram, port: number) => void): () => void;
}

/** What the Leader has spread through the mesh, as any node has it. */
export interface NetworkDataView {
  /** The MeshCoP TLVs of the Commissioning Data in the network data; empty when there are none. */
  readonly commissioningData: Uint8Array;
  /** Calls `changed` when the commissioning data are others, until the function it gives is called. */
  subscribe(changed: () => void): () => void;
}

/** A node's own copy of the datasets that the Leader has spread. */
export interface DatasetView {
  readonly active: OperationalDataset | undefined;
  /** Its Delay Timer says what is left of it now. */
  readonly pending: OperationalDataset | undefined;
  /** The network key's sequence counter (Thread 1.1.0 §7.1.4). */
  readonly keySequence: number;
}

/** How the Leader spreads what it has decided. */
export interface NetworkDataOutlet {
  /** The MeshCoP TLVs of the Commissioning Data; empty to take them back. */
  publishCommissioningData(tlvs: Uint8Array): void;
  publishActiveDataset(dataset: OperationalDataset): void;
  /** The Delay Timer is as of now; undefined when the dataset has become active. */
  publishPendingDataset(dataset: OperationalDataset | undefined): void;
}

/** What a Leader must find again after it restarted. */
export interface LeaderRecord {
  readonly active: OperationalDataset | undefined;
  /** Its Delay Timer says what was left of it when it was saved. */
  readonly pending: OperationalDataset | undefined;
}

/** Keeps the Leader's datasets. `save` returns when the record is kept. */
export interface LeaderStore {
  load(): LeaderRecord;
  save(record: LeaderRecord): void;
}

/** A network that answered a joiner's discovery. */
export interface DiscoveredNetwork {
  readonly panId: number;
  readonly channel: number;
  /** Eight bytes. */
  readonly extendedPanId: Uint8Array;
  readonly networkName: string;
  /** The Steering Data's Bloom filter; undefined when the network does not permit joining. */
  readonly steeringData: Uint8Array | undefined;
  /** Where the Joiner Router awaits joiners; undefined when it did not say. */
  readonly joinerUdpPort: number | undefined;
  /** The extended address of the router that answered: the Joiner Router to be. */
  readonly joinerRouter: Uint8Array;
  /** Received signal strength in dBm. */
  readonly rssi: number;
}

/** The radio of a device that has no network. */
export interface JoinerRadio {
  /** One MLE discovery over all channels. */
  discover(): Promise<readonly DiscoveredNetwork[]>;
  /** Speaks on the channel and PAN of `network` under `extendedAddress`, until `release` is called. */
  tune(network: DiscoveredNetwork, extendedAddress: Uint8Array): LinkUdp & { release(): void };
}

/** The energy that was measured on a channel. */
export interface EnergyMeasurement {
  readonly channel: number;
  /** The strongest seen, in dBm. */
  readonly rssi: number;
}

/** What the radio of a node can find out, and say, beyond its own network. */
export interface RadioSurvey {
  /** Measures each channel once for `duration`, in the order of `channels`. */
  measureEnergy(channels: readonly number[], duration: Milliseconds): Promise<readonly EnergyMeasurement[]>;
  /** The channels of `channels` on which another network with this PAN ID answers. */
  findPanId(panId: number, channels: readonly number[]): Promise<readonly number[]>;
  /** Sends one MLE Announce on `channel`. */
  announce(channel: number): void;
}
