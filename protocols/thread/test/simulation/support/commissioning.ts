/** A Commissioner and joiners on a simulated topology. */

import { isSallyportError, Secret, seededRandom, VirtualTime } from '@sallyport/core';
import { type Authorizer, permit } from '@sallyport/onboarding';
import {
  type ActiveDataset,
  Commissioner,
  createDataset,
  type JoinedNetwork,
  Joiner,
  requireActive,
} from '@sallyport/thread';
import {
  type Figure,
  type SimulatedJoinerRadio,
  SimulatedNode,
  Topology,
  type TopologyOptions,
  worldOf,
} from '@sallyport/thread/simulation';

export const PERMIT: Authorizer = { decide: async () => permit('it is on the list') };
export const PSKD = Secret.of('J01NME42');
export const VENDOR = {
  vendorName: 'Sallyport',
  vendorModel: 'Lamp',
  vendorSwVersion: '1.0',
  vendorStackVersion: { oui: '18b430', build: 1, revision: 0, minor: 3, major: 1 },
} as const;
export const CHANNEL = 15;

export class Site {
  readonly time = new VirtualTime();
  readonly random;
  readonly topology: Topology;

  constructor(figure: Figure, seed: string, options: Partial<TopologyOptions> = {}) {
    this.random = seededRandom(seed);
    const dataset = createDataset({ networkName: 'Simulated', channel: { page: 0, number: CHANNEL } }, this.random);
    this.topology = new Topology(figure, { dataset, ...options }, this.ports);
  }

  get ports() {
    return { clock: this.time, timer: this.time, random: this.random };
  }

  async commissioner(id = 'phone', authorizer: Authorizer = PERMIT): Promise<Commissioner> {
    const link = this.topology.commissionerLink(id);
    const commissioner = new Commissioner({ id, link, authorizer }, this.ports);
    await this.run(commissioner.connect());
    await this.run(commissioner.petition());
    return commissioner;
  }

  joiner(
    name: string,
    eui64: Uint8Array,
    pskd = PSKD,
  ): { readonly joiner: Joiner; readonly radio: SimulatedJoinerRadio } {
    const radio = this.topology.joinerRadio({ name, channels: [11, CHANNEL, 26] });
    const joiner = new Joiner({ identity: { by: 'eui64', eui64 }, pskd, vendor: VENDOR, radio }, this.ports);
    return { joiner, radio };
  }

  /** As {@link join}, while time passes by itself. */
  async retry(joiner: Joiner, attempts = 8): Promise<JoinedNetwork> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await joiner.join();
      } catch (thrown) {
        if (attempt === attempts || !isSallyportError(thrown)) throw thrown;
      }
    }
  }

  /** A router of another network on the same air. */
  neighbourNetwork(dataset: ActiveDataset): SimulatedNode {
    const { air, links } = this.topology.mesh;
    const node = new SimulatedNode({ name: 'neighbour', eui64: new Uint8Array(8) }, worldOf(air, links, this.ports));
    node.configure(dataset);
    node.startAsRouter();
    return node;
  }

  /** Joins, and looks again where a discovery went unheard: it is broadcast, and nobody repeats it. */
  async join(joiner: Joiner, attempts = 5): Promise<JoinedNetwork> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.run(joiner.join());
      } catch (thrown) {
        if (attempt === attempts || !isSallyportError(thrown, 'E_THREAD_NO_NETWORK')) throw thrown;
      }
    }
  }

  /** The device that joined, as a member of the mesh. */
  async attach(name: string, eui64: Uint8Array, joined: JoinedNetwork): Promise<SimulatedNode> {
    const device = this.topology.mesh.addDevice(name, eui64);
    device.configure(requireActive(joined.dataset), joined.keySequence);
    await this.run(device.startAsChild());
    return device;
  }

  /** Lets time pass until `work` settles. */
  async run<T>(work: Promise<T>, limit = 120_000): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    const settled = work.then(settle, settle);
    await this.time.until(() => isSettled, limit);
    if (!isSettled) throw new TypeError('the work did not settle in time');
    await settled;
    return work;
  }
}
