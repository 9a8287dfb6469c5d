/**
 * What a MUD file says, seen from the device: RFC 8519 writes source and destination, and which of them is the device
 * follows from the policy that refers to the list (RFC 8520 §2.1).
 */

import type { Family, Prefix } from '../addresses/prefix.ts';

/** Of a packet: what the device sends, or what is sent to it. Of a connection: who began it (RFC 8520 §4.8). */
export type Direction = 'from-device' | 'to-device';
export type Action = 'accept' | 'drop';

/** Hosts that are known to the network alone: their addresses are asked for when they are needed. */
export type PeerClass =
  /** RFC 8520 §8. */
  | { readonly kind: 'name'; readonly name: string }
  /** Devices whose MUD URL has this host (§4.1, §4.2). */
  | { readonly kind: 'manufacturer'; readonly host: string }
  /** Devices with this MUD URL (§4.4). */
  | { readonly kind: 'model'; readonly url: string }
  /** §4.5. */
  | { readonly kind: 'local-networks' }
  /** What the administrator has put into a class (§4.6). */
  | { readonly kind: 'controller'; readonly uri: string }
  /** What the administrator has made the controller of devices with this MUD URL (§4.7). */
  | { readonly kind: 'my-controller'; readonly url: string };

export type Peer = PeerClass | { readonly kind: 'network'; readonly prefix: Prefix };

/** Both ends included. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

export interface IcmpMatch {
  /** Undefined for any. */
  readonly types: readonly number[] | undefined;
  readonly code: number | undefined;
}

/** One access control entry. What is undefined matches everything. */
export interface Entry {
  readonly action: Action;
  readonly families: readonly Family[];
  /** The other host must be in all of them. */
  readonly peers: readonly Peer[];
  /** IP protocol number. */
  readonly protocol: number | undefined;
  readonly devicePorts: readonly PortRange[] | undefined;
  readonly peerPorts: readonly PortRange[] | undefined;
  readonly icmp: IcmpMatch | undefined;
  /** Who began the TCP connection. */
  readonly initiated: Direction | undefined;
}

export type OmissionReason =
  /** RFC 8520 §3.9: a node that is not understood. */
  | 'unknown-node'
  /** A declared extension that is not understood. */
  | 'extension'
  /** RFC 9761. */
  | 'tls-profile'
  /** A node of RFC 8519 outside of what RFC 8520 §2.1 assumes. */
  | 'match-not-supported'
  /** The address of the device itself, which the policy implies (§2.1). */
  | 'own-address'
  /** RFC 8520 §2.1: neither accept, drop nor reject. */
  | 'action-not-supported'
  /** An access list of a type other than IPv4 and IPv6. */
  | 'list-type-not-supported';

/** Something in the file that has no effect, or less. */
export interface Omission {
  /** Where, by position: `acl[0].ace[3].matches.eth`. */
  readonly path: string;
  readonly reason: OmissionReason;
  /**
   * `ignored`: the node changes nothing that is permitted. `entry-left-out`: an accept that could not be understood
   * whole permits nothing. `widened`: a drop is enforced without this condition, thus for more.
   */
  readonly effect: 'ignored' | 'entry-left-out' | 'widened';
}

/** A MUD file as it was read. Nothing vouches for it: see {@link VerifiedMud}. */
export interface MudFile {
  readonly url: string;
  readonly lastUpdate: Date;
  readonly signatureUrl: string | undefined;
  /** Hours, 1 to 168. */
  readonly cacheValidity: number;
  readonly isSupported: boolean;
  readonly systemInfo: string | undefined;
  readonly mfgName: string | undefined;
  readonly modelName: string | undefined;
  readonly firmwareRev: string | undefined;
  readonly softwareRev: string | undefined;
  readonly documentation: string | undefined;
  readonly extensions: readonly string[];
  /** In the order of the file, which counts (RFC 8519 §3.1). */
  readonly fromDevice: readonly Entry[];
  readonly toDevice: readonly Entry[];
  /** True when the file names hosts by address (RFC 8520 §2.1). */
  readonly hasAddresses: boolean;
  readonly omissions: readonly Omission[];
}
