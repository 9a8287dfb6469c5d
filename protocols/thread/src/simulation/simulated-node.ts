/** A device of a simulated mesh: a node, its MLE, and the roles that run on it while it is on. */

import type { ActiveDataset } from '../dataset/complete.ts';
import { fail } from '../errors.ts';
import type { DatasetView, MeshUdp, NetworkDataOutlet, NetworkDataView } from '../node/ports.ts';
import type { AttachOptions } from './attacher.ts';
import type { Drops } from './drops.ts';
import { MeshNode, type NodeIdentity, type NodeState } from './mesh-node.ts';
import { MleAgent } from './mle-agent.ts';
import type { World } from './world.ts';

/** Builds a role on a node that is on, and says how it ends. */
export type Role = (node: SimulatedNode) => { close(): void };

export class SimulatedNode {
  readonly name: string;
  readonly eui64: Uint8Array;
  /** UDP over the mesh. */
  readonly udp: MeshUdp;
  readonly networkData: NetworkDataView;
  readonly datasets: DatasetView;
  /** For the one node that is the Leader. */
  readonly outlet: NetworkDataOutlet;
  readonly mle: MleAgent;
  readonly drops: Drops;
  readonly #node: MeshNode;
  readonly #world: World;
  readonly #roles: Role[] = [];
  readonly #running: { close(): void }[] = [];
  #routerLocator: number | undefined;

  constructor(identity: NodeIdentity, world: World) {
    this.#world = world;
    this.#node = new MeshNode(identity, world);
    this.mle = new MleAgent(this.#node, world);
    this.name = identity.name;
    this.eui64 = identity.eui64;
    this.udp = this.#node;
    this.networkData = this.#node.network;
    this.datasets = this.#node.network;
    this.outlet = this.mle.dissemination;
    this.drops = this.#node.drops;
  }

  get state(): NodeState {
    return this.#node.state;
  }

  get rloc16(): number {
    return this.#node.rloc16;
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
    this.mle.startRouting();
    this.#run();
  }

  /**
   * Switches it on, and settles when it is the child of a router.
   * @throws E_THREAD_ATTACH when no router takes it, E_THREAD_SIMULATION without a network or when it is on
   */
  async startAsChild(options?: AttachOptions): Promise<void> {
    if (this.state !== 'off') throw fail('E_THREAD_SIMULATION', `${this.name} is on`);
    this.#node.powerOn();
    await this.mle.attach(options);
    this.#run();
  }

  /** Switches it off: its roles end, its keys and datasets stay. */
  powerOff(): void {
    for (const role of this.#running.splice(0).reverse()) role.close();
    this.mle.stop();
    this.#node.powerOff();
  }

  /** Runs a role whenever the node belongs to the mesh, from now on. */
  install(role: Role): void {
    this.#roles.push(role);
    if (this.state === 'router' || this.state === 'child') this.#running.push(role(this));
  }

  #run(): void {
    for (const role of this.#roles) this.#running.push(role(this));
  }
}
