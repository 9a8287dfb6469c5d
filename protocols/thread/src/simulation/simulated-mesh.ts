/** A Thread network on a simulated air. */

import type { Clock, Random, Timer } from '@sallyport/core';
import type { ActiveDataset } from '../dataset/complete.ts';
import { fail } from '../errors.ts';
import type { Air } from './air.ts';
import { type Connectivity, LinkGraph, type LinkQuality } from './connectivity.ts';
import { Dice } from './dice.ts';
import { Directory } from './directory.ts';
import { type JoinerRadioOptions, SimulatedJoinerRadio } from './joiner-radio.ts';
import type { MacTiming } from './mac-link.ts';
import { type Impairments, SimulatedAir } from './simulated-air.ts';
import { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

export interface SimulationPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  /** Seeded, a run can be repeated. */
  readonly random: Random;
}

export interface SimulatedMeshOptions {
  /** The network; what is not a member gets it by joining. */
  readonly dataset: ActiveDataset;
  /** Of the air made here. */
  readonly impairments?: Partial<Impairments>;
  readonly macTiming?: Partial<MacTiming>;
}

export class SimulatedMesh {
  readonly dataset: ActiveDataset;
  /** Who hears whom. */
  readonly links: LinkGraph;
  readonly air: SimulatedAir;
  readonly #world: World;
  readonly #nodes = new Map<string, SimulatedNode>();

  constructor({ dataset, impairments = {}, macTiming = {} }: SimulatedMeshOptions, ports: SimulationPorts) {
    this.dataset = dataset;
    this.links = new LinkGraph();
    this.air = new SimulatedAir({ connectivity: this.links, impairments }, ports);
    this.#world = worldOf(this.air, this.links, ports, macTiming);
  }

  node(name: string): SimulatedNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw fail('E_THREAD_SIMULATION', `no node named ${name}`);
    return node;
  }

  get nodes(): readonly SimulatedNode[] {
    return [...this.#nodes.values()];
  }

  /** A device that is off and has no network. @throws E_THREAD_SIMULATION for a name that is taken */
  addDevice(name: string, eui64: Uint8Array = this.#world.random.bytes(8)): SimulatedNode {
    if (this.#nodes.has(name)) throw fail('E_THREAD_SIMULATION', `a node named ${name} is there`);
    const node = new SimulatedNode({ name, eui64 }, this.#world);
    this.#nodes.set(name, node);
    return node;
  }

  /** A member of the network that is a router, and on, in reach of these. */
  addRouter(name: string, neighbours: readonly string[] = [], quality: LinkQuality = {}): SimulatedNode {
    const node = this.addDevice(name);
    for (const neighbour of neighbours) this.links.link(name, neighbour, quality);
    node.configure(this.dataset);
    node.startAsRouter();
    return node;
  }

  /** The radio of a device that has no network yet, in reach of these. */
  addJoinerRadio(
    options: JoinerRadioOptions,
    neighbours: readonly string[] = [],
    quality: LinkQuality = {},
  ): SimulatedJoinerRadio {
    for (const neighbour of neighbours) this.links.link(options.name, neighbour, quality);
    return new SimulatedJoinerRadio(options, this.#world);
  }

  /** Switches everything off. */
  close(): void {
    for (const node of this.#nodes.values()) node.powerOff();
  }
}

/** A world on any air, for nodes that are put together by hand. `connectivity` says over which links routers forward. */
export function worldOf(
  air: Air,
  connectivity: Connectivity,
  ports: SimulationPorts,
  macTiming: Partial<MacTiming> = {},
): World {
  const { clock, timer, random } = ports;
  return { air, directory: new Directory(connectivity), clock, timer, random, dice: new Dice(random), macTiming };
}
