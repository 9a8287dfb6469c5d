/** The four topologies of the white paper (figures 1 to 4), role by role on one node or on several. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Commissioner } from '../../src/commissioner/commissioner.ts';
import { MeshLink } from '../../src/commissioner/mesh-link.ts';
import { JoinerRouter } from '../../src/joiner-router/joiner-router.ts';
import type { TmfAgent } from '../../src/node/tmf-agent.ts';
import { EUI64, joiner, joinerRouter, PERMIT, PSKD } from '../support/joining.ts';
import type { HubNode } from '../support/mesh-hub.ts';
import { NETWORK_KEY, Network } from '../support/network.ts';

/** Lets a joiner in through a Joiner Router on `node`. */
async function admits(network: Network, commissioner: Commissioner, node: HubNode): Promise<void> {
  await network.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
  const joined = await network.run(joiner(network, [node]).joiner.join());
  assert.ok(joined.networkKey.equals(NETWORK_KEY));
}

function routerOn(network: Network, agent: TmfAgent, node: HubNode): JoinerRouter {
  return new JoinerRouter({ agent, networkData: node, datasets: node }, network.ports);
}

async function nativeOn(network: Network, agent: TmfAgent): Promise<Commissioner> {
  const commissioner = new Commissioner({ id: 'panel', link: new MeshLink(agent), authorizer: PERMIT }, network.ports);
  await network.run(commissioner.connect());
  await network.run(commissioner.petition());
  return commissioner;
}

describe('a joiner comes aboard', () => {
  it('figure 1: through a Joiner Router, a Border Router, and an external Commissioner', async () => {
    const network = new Network();
    const { commissioner } = await network.commissioner('phone', { authorizer: PERMIT });
    await admits(network, commissioner, joinerRouter(network).node);
  });

  it('figure 2: through a Border Router that is the Joiner Router, and an external Commissioner', async () => {
    const network = new Network();
    const { commissioner } = await network.commissioner('phone', { authorizer: PERMIT });
    routerOn(network, network.borderTmf, network.borderNode);
    await admits(network, commissioner, network.borderNode);
  });

  it('figure 3: through a Joiner Router and a Native Commissioner', async () => {
    const network = new Network();
    const { node, agent } = joinerRouter(network, 0x6000);
    const commissioner = await nativeOn(network, agent);
    await admits(network, commissioner, joinerRouter(network).node);
    assert.ok(node.rloc16 !== 0x7800);
  });

  it('figure 4: through a Native Commissioner that is the Joiner Router', async () => {
    const network = new Network();
    const { node, agent } = joinerRouter(network, 0x6000);
    await admits(network, await nativeOn(network, agent), node);
  });

  it('through one node that is Leader, Commissioner and Joiner Router', async () => {
    const network = new Network();
    routerOn(network, network.leaderTmf, network.leaderNode);
    await admits(network, await nativeOn(network, network.leaderTmf), network.leaderNode);
  });
});
