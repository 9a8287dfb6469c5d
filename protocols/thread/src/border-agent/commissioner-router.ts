/**
 * A Commissioner Router (white paper, figures 7 and 8): the Border Agent's part towards candidates that are not on the mesh
 * yet and speak over an unsecured radio link, on a port that is open for nothing else.
 */

import { isLinkLocal, RADIO_MTU } from '../node/addresses.ts';
import { endpointOf, peerKeyOf } from '../node/peer-key.ts';
import type { RolePorts } from '../node/tmf-agent.ts';
import { BorderAgent, type BorderAgentOptions } from './border-agent.ts';

export interface CommissionerRouterOptions extends Omit<BorderAgentOptions, 'candidates'> {
  /** The port that discovery announces to candidates (Commissioner UDP Port TLV). */
  readonly commissionerUdpPort: number;
}

export class CommissionerRouter {
  readonly #agent: BorderAgent;
  readonly #unbind: () => void;

  /** @throws E_THREAD_BUSY when another role of this node receives RLY_RX.ntf */
  constructor(options: CommissionerRouterOptions, ports: RolePorts) {
    const { commissionerUdpPort: from, agent } = options;
    this.#agent = new BorderAgent(
      { ...options, candidates: 'native', limits: { mtu: RADIO_MTU, ...options.limits } },
      {
        ...ports,
        transmit: (payload, peer) => agent.udp.send({ from, to: endpointOf(peer), payload, security: 'none' }),
      },
    );
    this.#unbind = agent.udp.bind(from, ({ from: sender, to, payload, security }) => {
      if (security !== 'none' || !isLinkLocal(sender.address) || !isLinkLocal(to)) return;
      this.#agent.receive(payload, peerKeyOf(sender));
    });
  }

  /** Candidates with a session. */
  get sessions(): number {
    return this.#agent.sessions;
  }

  close(): void {
    this.#unbind();
    this.#agent.close();
  }
}
