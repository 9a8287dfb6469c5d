/** Joiner Routers and joiners on the hub. */

import { fromHex, Secret } from '@sallyport/core';
import { type Authorizer, type OnboardingEvent, permit } from '@sallyport/onboarding';
import type { JoinerEvent } from '../../src/joiner/events.ts';
import { Joiner, type JoinerOptions } from '../../src/joiner/joiner.ts';
import {
  JoinerRouter,
  type JoinerRouterDrop,
  type JoinerRouterOptions,
} from '../../src/joiner-router/joiner-router.ts';
import { DEFAULT_JOINER_UDP_PORT } from '../../src/node/addresses.ts';
import type { DiscoveredNetwork, JoinerRadio } from '../../src/node/ports.ts';
import { TmfAgent } from '../../src/node/tmf-agent.ts';
import { decodeCommissionerDataset } from '../../src/tmf/commissioner-dataset.ts';
import type { HubNode, MeshHub } from './mesh-hub.ts';
import { JOINER_ROUTER, type Network } from './network.ts';

export const EUI64 = fromHex('18b4300000000001');
export const PSKD = Secret.of('J01NME42');
export const WRONG_PSKD = Secret.of('WR0NGK3Y');
export const PERMIT: Authorizer = { decide: async () => permit('it is on the list') };

export const VENDOR = {
  vendorName: 'Sallyport',
  vendorModel: 'Lamp',
  vendorSwVersion: '1.0',
  vendorStackVersion: { oui: '18b430', build: 1, revision: 0, minor: 3, major: 1 },
} as const;

/** A radio that hears every Joiner Router of `routers` on one hub. */
export class HubRadio implements JoinerRadio {
  readonly #hub: MeshHub;
  readonly #network: Network;
  readonly #routers: readonly HubNode[];
  node: HubNode | undefined;
  /** Changes what discovery finds. */
  found: (network: DiscoveredNetwork) => DiscoveredNetwork = (network) => network;

  constructor(network: Network, routers: readonly HubNode[]) {
    this.#hub = network.hub;
    this.#network = network;
    this.#routers = routers;
  }

  async discover(): Promise<readonly DiscoveredNetwork[]> {
    const { steeringData, joinerUdpPort = DEFAULT_JOINER_UDP_PORT } = decodeCommissionerDataset(
      this.#hub.commissioningData,
    );
    const values = this.#network.dataset.values;
    const { panId = 0, networkName = '', channel } = values;
    const extendedPanId: Uint8Array = values.extendedPanId ?? new Uint8Array(8);
    return this.#routers.map((router, i) =>
      this.found({
        panId,
        extendedPanId,
        networkName,
        channel: channel?.number ?? 0,
        steeringData,
        joinerUdpPort,
        joinerRouter: router.extendedAddress,
        rssi: -50 - i,
      }),
    );
  }

  tune(_network: DiscoveredNetwork, extendedAddress: Uint8Array) {
    const node = this.#hub.node(undefined, extendedAddress);
    this.node = node;
    const { nodes } = this.#hub;
    const release = (): void => {
      const at = nodes.indexOf(node);
      if (at >= 0) nodes.splice(at, 1);
    };
    return {
      extendedAddress,
      send: node.send.bind(node),
      bind: node.bind.bind(node),
      acceptKek: node.acceptKek.bind(node),
      release,
    };
  }
}

export function joinerRouter(network: Network, rloc16 = JOINER_ROUTER, options: Partial<JoinerRouterOptions> = {}) {
  const node = network.hub.node(rloc16);
  const agent = new TmfAgent(node, network.ports);
  const drops: JoinerRouterDrop[] = [];
  const steps: OnboardingEvent[] = [];
  const router = new JoinerRouter(
    {
      agent,
      networkData: node,
      datasets: node,
      dropped: (reason) => drops.push(reason),
      onboarding: (event) => steps.push(event),
      ...options,
    },
    network.ports,
  );
  return { node, agent, router, drops, steps };
}

export function joiner(network: Network, routers: readonly HubNode[], options: Partial<JoinerOptions> = {}) {
  const radio = new HubRadio(network, routers);
  const events: JoinerEvent[] = [];
  const steps: OnboardingEvent[] = [];
  const joining = new Joiner(
    {
      identity: { by: 'eui64', eui64: EUI64 },
      pskd: PSKD,
      vendor: VENDOR,
      radio,
      listener: (event) => events.push(event),
      onboarding: (event) => steps.push(event),
      ...options,
    },
    network.ports,
  );
  return { joiner: joining, radio, events, steps };
}
