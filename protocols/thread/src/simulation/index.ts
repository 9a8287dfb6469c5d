/** A simulated Thread mesh, down to protected IEEE 802.15.4 frames: for tests, demonstrations and teaching. */

export * from './air.ts';
export type { AttachOptions } from './attacher.ts';
export {
  type Connectivity,
  LinkGraph,
  type LinkQuality,
  type Position,
  RadioField,
  type RadioLink,
  type RangeOptions,
} from './connectivity.ts';
export type { RouterEntry } from './directory.ts';
export type { Drop, Drops } from './drops.ts';
export { type DiscoveredRouter, type JoinerRadioOptions, SimulatedJoinerRadio } from './joiner-radio.ts';
export { DEFAULT_MAC_TIMING, type MacTiming } from './mac-link.ts';
export { MeshNode, type NodeIdentity } from './mesh-node.ts';
export { pcapHeader, pcapOf, pcapRecord } from './pcap.ts';
export { decodeRadioDatagram, encodeRadioDatagram, type RadioDatagram } from './radio-datagram.ts';
export * from './roles.ts';
export {
  type AirPorts,
  type AirRecord,
  CLEAR_AIR,
  type Impairments,
  type Outcome,
  type Reception,
  SimulatedAir,
  type SimulatedAirOptions,
} from './simulated-air.ts';
export { SimulatedMesh, type SimulatedMeshOptions, type SimulationPorts, worldOf } from './simulated-mesh.ts';
export { type Installed, type Role, type RoleSite, SimulatedNode } from './simulated-node.ts';
export * from './topologies.ts';
export { Wlan, type WlanOptions } from './wlan.ts';
export type { NodeState, World } from './world.ts';
