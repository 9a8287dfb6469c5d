/** A device of a simulated mesh: a node, its MLE, and the roles that run on it while it is on. */

import type { ActiveDataset } from '../dataset/complete.ts';
import { fail } from '../errors.ts';
import { serveDiagnostics } from '../node/diagnostic-responder.ts';
import type { DatasetView, MeshUdp, NetworkDataOutlet, NetworkDataView, RadioSurvey } from '../node/ports.ts';
import { type RolePorts, TmfAgent } from '../node/tmf-agent.ts';
import type { AttachOptions } from './attacher.ts';
import { diagnosticsOf, resetCounts } from './diagnostics.ts';
import type { Drops } from './drops.ts';
import { MeshNode, type NodeIdentity } from './mesh-node.ts';
import { MleAgent } from './mle-agent.ts';
import type { NodeState, World } from './world.ts';

/** Builds a role on a node that belongs to the mesh. */
export type Role<Running extends { close(): void }> = (on: RoleSite) => Running;

/** Where a role runs. */
export interface RoleSite extends RolePorts {
  readonly node: SimulatedNode;
  /** The node's Thread Management Framework, which its roles share. */
  readonly agent: TmfAgent;
}

/** A role that was installed: it runs while its node belongs to the mesh. */
export interface Installed<Running> {
  readonly running: Running | undefined;
}

interface Slot {
  start(on: RoleSite): void;
  stop(): void;
}

export class SimulatedNode {
  readonly name: string;
  readonly eui64: Uint8Array;
  /** UDP over the mesh. */
  readonly udp: MeshUdp;
  readonly networkData: NetworkDataView;
  readonly datasets: DatasetView;
  /** For the one node that is the Leader. */
  readonly outlet: NetworkDataOutlet;
  readonly survey: RadioSurvey;
  /** What it dropped, and why. */
  readonly drops: Drops;
  readonly #node: MeshNode;
  readonly #mle: MleAgent;
  readonly #world: World;
  readonly #slots: Slot[] = [];
  #agent: TmfAgent | undefined;
  #routerLocator: number | undefined;

  constructor(identity: NodeIdentity, world: World) {
    this.#world = world;
    this.#node = new MeshNode(identity, world);
    this.#mle = new MleAgent(this.#node, world);
    this.name = identity.name;
    this.eui64 = identity.eui64;
    this.udp = this.#node;
    this.networkData = this.#node.network;
    this.datasets = this.#node.network;
    this.outlet = this.#mle.dissemination;
    this.survey = this.#mle.survey;
    this.drops = this.#node.drops;
  }

  get state(): NodeState {
    return this.#node.state;
  }

  get rloc16(): number {
    return this.#node.rloc16;
  }

  /** The mesh-local address that stays when the locator changes. @throws E_THREAD_SIMULATION before the node has a network */
  get endpointAddress(): string {
    return this.#node.endpointAddress;
  }

  /** The Thread Management Framework of its roles; undefined while it belongs to no mesh. */
  get agent(): TmfAgent | undefined {
    return this.#agent;
  }

  /** The network it belongs to, or is to belong to. */
  configure(dataset: ActiveDataset, keySequence?: number): void {
    this.#node.configure(dataset, keySequence);
  }

  /**
   * Switches it on as a router, under the locator it had before if there was one.
   * @throws E_THREAD_SIMULATION without a network, when it is on, or when there are no locators left
   */
  startAsRouter(): void {
    const rloc16 = this.#routerLocator ?? this.#world.directory.nextRouterLocator();
    if (rloc16 === undefined) throw fail('E_THREAD_SIMULATION', 'a mesh has at most 63 routers');
    if (this.state !== 'off') throw fail('E_THREAD_SIMULATION', `${this.name} is on`);
    this.#routerLocator = rloc16;
    this.#node.powerOn();
    this.#node.join(rloc16);
    this.#mle.startRouting();
    this.#run();
  }

  /**
   * Switches it on, and settles when it is the child of a router.
   * @throws E_THREAD_ATTACH when no router takes it, E_THREAD_SIMULATION without a network or when it is on
   */
  async startAsChild(options?: AttachOptions): Promise<void> {
    if (this.state !== 'off') throw fail('E_THREAD_SIMULATION', `${this.name} is on`);
    this.#node.powerOn();
    await this.#mle.attach(options);
    this.#run();
  }

  /** Switches it off: its roles end, its keys and datasets stay. */
  powerOff(): void {
    for (const slot of this.#slots.toReversed()) slot.stop();
    this.#agent?.close();
    this.#agent = undefined;
    this.#mle.stop();
    this.#node.powerOff();
  }

  /** Runs a role whenever the node belongs to the mesh, from now on. */
  install<Running extends { close(): void }>(role: Role<Running>): Installed<Running> {
    let running: Running | undefined;
    const slot = {
      start: (on: RoleSite) => {
        running = role(on);
      },
      stop: () => {
        running?.close();
        running = undefined;
      },
    };
    this.#slots.push(slot);
    if (this.#agent !== undefined) slot.start(this.#site(this.#agent));
    return {
      get running() {
        return running;
      },
    };
  }

  /** Announces to Native Commissioners, and opens to them, the port of a Commissioner Router; undefined closes it. */
  openToCommissioners(port: number | undefined): void {
    this.#node.commissionerUdpPort = port;
  }

  #run(): void {
    const agent = new TmfAgent(this.udp, this.#world);
    this.#agent = agent;
    // Every node of a Thread network can be asked; the agent ends it with itself.
    const diagnostics = {
      say: () => diagnosticsOf(this.#node, this.#world),
      reset: (types: readonly number[]) => resetCounts(this.#node, types),
    };
    serveDiagnostics(agent, diagnostics, this.#world);
    for (const slot of this.#slots) slot.start(this.#site(agent));
  }

  #site(agent: TmfAgent): RoleSite {
    const { clock, timer, random } = this.#world;
    return { node: this, agent, clock, timer, random };
  }
}
