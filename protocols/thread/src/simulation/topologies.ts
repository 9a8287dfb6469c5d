/** The four ways in which Commissioner, Border Router and Joiner Router may stand to each other (white paper, figures 1 to 4). */

import type { BorderAgentOptions } from '../border-agent/border-agent.ts';
import { BorderAgentLink } from '../commissioner/border-agent-link.ts';
import type { CommissionerLink } from '../commissioner/link.ts';
import { MeshLink } from '../commissioner/mesh-link.ts';
import { fail } from '../errors.ts';
import type { JoinerRouterOptions } from '../joiner-router/joiner-router.ts';
import type { LeaderOptions } from '../leader/leader.ts';
import { Dice } from './dice.ts';
import type { JoinerRadioOptions, SimulatedJoinerRadio } from './joiner-radio.ts';
import { borderAgentRole, joinerRouterRole, leaderRole, RememberingStore, surveyRole } from './roles.ts';
import { SimulatedMesh, type SimulatedMeshOptions, type SimulationPorts } from './simulated-mesh.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { Wlan, type WlanOptions } from './wlan.ts';

/** The number of the white paper's figure. */
export type Figure = 1 | 2 | 3 | 4;

interface Shape {
  readonly title: string;
  readonly commissioner: 'external' | 'native';
  /** The Joiner Router is the Border Router, or the native Commissioner's own node. */
  readonly isJoinerRouterApart: boolean;
}

export const FIGURES: Readonly<Record<Figure, Shape>> = {
  1: {
    title: 'external Commissioner, Border Router is not Joiner Router',
    commissioner: 'external',
    isJoinerRouterApart: true,
  },
  2: {
    title: 'external Commissioner, Border Router is Joiner Router',
    commissioner: 'external',
    isJoinerRouterApart: false,
  },
  3: {
    title: 'native Commissioner, Joiner Router is not Commissioner',
    commissioner: 'native',
    isJoinerRouterApart: true,
  },
  4: {
    title: 'native Commissioner, Joiner Router is Commissioner',
    commissioner: 'native',
    isJoinerRouterApart: false,
  },
};

export interface TopologyOptions extends SimulatedMeshOptions {
  /** Routers between the Commissioner's side and a Joiner Router apart from it; one unless told. */
  readonly hops?: number;
  readonly wlan?: WlanOptions;
  readonly leader?: Pick<LeaderOptions, 'listener'>;
  readonly borderAgent?: Partial<Omit<BorderAgentOptions, 'agent' | 'networkData' | 'datasets'>>;
  readonly joinerRouter?: Omit<JoinerRouterOptions, 'agent' | 'networkData' | 'datasets'>;
}

const COMMISSIONER_SIDE = 'gate';
const LEADER = 'leader';

export class Topology {
  readonly figure: Figure;
  readonly mesh: SimulatedMesh;
  readonly leader: SimulatedNode;
  /** The Border Router, or the native Commissioner's own node. */
  readonly gate: SimulatedNode;
  readonly joinerRouter: SimulatedNode;
  readonly wlan: Wlan;
  readonly #ports: SimulationPorts;

  /**
   * A network whose Leader is in reach of the Border Router or native Commissioner. Every router could be a Joiner Router; the one
   * that is named is in reach of joiners.
   */
  constructor(figure: Figure, options: TopologyOptions, ports: SimulationPorts) {
    const { commissioner, isJoinerRouterApart } = FIGURES[figure];
    this.figure = figure;
    this.#ports = ports;
    this.mesh = new SimulatedMesh(options, ports);
    this.wlan = new Wlan({ timer: ports.timer, dice: new Dice(ports.random) }, options.wlan);
    this.leader = this.mesh.addRouter(LEADER);
    const store = new RememberingStore({ active: options.dataset.dataset, pending: undefined });
    this.leader.install(leaderRole({ ...options.leader, store }));
    this.gate = this.mesh.addRouter(COMMISSIONER_SIDE, [LEADER]);
    if (commissioner === 'external') this.gate.install(borderAgentRole(this.wlan, options.borderAgent));
    this.joinerRouter = isJoinerRouterApart ? this.#chain(options.hops ?? 1) : this.gate;
    for (const node of this.mesh.nodes) {
      node.install(joinerRouterRole(options.joinerRouter));
      node.install(surveyRole());
    }
  }

  /** The way of a Commissioner to this network. @throws E_THREAD_SIMULATION for a native one whose node is off */
  commissionerLink(name = 'commissioner'): CommissionerLink {
    if (FIGURES[this.figure].commissioner === 'native') {
      const { agent } = this.gate;
      if (agent === undefined) throw fail('E_THREAD_SIMULATION', 'the native Commissioner’s node is off');
      return new MeshLink(agent);
    }
    const { pskc } = this.mesh.dataset;
    const transmit = this.wlan.connect(name, (datagram) => link.receive(datagram));
    const link = new BorderAgentLink({ pskc }, { ...this.#ports, transmit });
    return link;
  }

  /** A joiner's radio, in reach of the Joiner Router and of nobody else. */
  joinerRadio(options: JoinerRadioOptions): SimulatedJoinerRadio {
    return this.mesh.addJoinerRadio(options, [this.joinerRouter.name]);
  }

  close(): void {
    this.mesh.close();
  }

  #chain(hops: number): SimulatedNode {
    let last = this.gate;
    for (let hop = 1; hop <= hops; hop++) last = this.mesh.addRouter(`router-${hop}`, [last.name]);
    return this.mesh.addRouter('joiner-router', [last.name]);
  }
}
