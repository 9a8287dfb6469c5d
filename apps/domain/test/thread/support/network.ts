/** A Thread network on this machine: three routers in real time, one of them with its border agent on a UDP port. */

import type { TestContext } from 'node:test';
import { fromHex, Secret, systemClock, systemRandom, systemTimer, toHex } from '@sallyport/core';
import {
  type ActiveDataset,
  BorderAgent,
  createDataset,
  type JoinedNetwork,
  Joiner,
  requireActive,
} from '@sallyport/thread';
import {
  joinerRouterRole,
  leaderRole,
  RememberingStore,
  SimulatedMesh,
  type SimulatedNode,
} from '@sallyport/thread/simulation';
import { openUdpSocket } from '@sallyport/udp';
import { atEnd } from './at-end.ts';

export const HOST = '127.0.0.1';
export const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };
export const PSKD = 'J01NME42';
const CHANNEL = 15;

export interface TestNetwork {
  readonly mesh: SimulatedMesh;
  readonly leader: SimulatedNode;
  /** The border router: switched off, its border agent is gone. */
  readonly gate: SimulatedNode;
  readonly port: number;
  /** What a Commissioner connects with. */
  readonly address: { readonly host: string; readonly port: number; readonly pskc: Secret };
  /** What the leader has. */
  dataset(): ActiveDataset;
  steeringData(): string;
  /** One attempt of a device by radio. */
  join(eui64: Uint8Array, pskd?: string): Promise<JoinedNetwork>;
}

/** Closed at the end of the test. */
export async function startNetwork(t: TestContext, networkName = 'Hall'): Promise<TestNetwork> {
  const dataset = createDataset({ networkName, channel: { page: 0, number: CHANNEL } }, systemRandom);
  const store = new RememberingStore({ active: dataset.dataset, pending: undefined });
  const mesh = new SimulatedMesh({ dataset }, PORTS);
  const leader = mesh.addRouter('leader');
  leader.install(leaderRole({ store }));
  const gate = mesh.addRouter('gate', ['leader']);
  const port = await openBorderAgent(t, gate);
  const router = mesh.addRouter('router', ['gate']);
  router.install(joinerRouterRole());
  atEnd(t, () => mesh.close());
  return {
    mesh,
    leader,
    gate,
    port,
    address: { host: HOST, port, pskc: dataset.pskc },
    dataset: () => {
      const { active } = leader.datasets;
      return active === undefined ? dataset : requireActive(active);
    },
    steeringData: () => toHex(leader.networkData.commissioningData),
    join: async (eui64, pskd = PSKD) => {
      // A device that looks before the router has heard would have to look again.
      const told = ({ networkData }: SimulatedNode) => toHex(networkData.commissioningData);
      await until(() => told(router) === told(leader));
      return joinOnce(mesh, eui64, pskd);
    },
  };
}

async function openBorderAgent(t: TestContext, gate: SimulatedNode): Promise<number> {
  let agent: BorderAgent | undefined;
  const socket = await openUdpSocket({ host: HOST }, (datagram, { address, port }) =>
    agent?.receive(datagram, `${address}|${port}`),
  );
  atEnd(t, () => socket.close());
  gate.install(({ node, agent: tmf, ...ports }) => {
    const { networkData, datasets } = node;
    const running = new BorderAgent(
      { agent: tmf, networkData, datasets, pskc: () => datasets.active?.values.pskc },
      {
        ...ports,
        transmit: (datagram, peer) => {
          const [address = '', port] = peer.split('|');
          socket.send(datagram, { address, port: Number(port) });
        },
      },
    );
    agent = running;
    return running;
  });
  return socket.port;
}

async function joinOnce(mesh: SimulatedMesh, eui64: Uint8Array, pskd: string): Promise<JoinedNetwork> {
  const radio = mesh.addJoinerRadio({ name: `joiner ${toHex(systemRandom.bytes(4))}`, channels: [CHANNEL] }, [
    'router',
  ]);
  const vendor = {
    vendorName: 'Test',
    vendorModel: 'Lamp',
    vendorSwVersion: '1',
    vendorStackVersion: { oui: '000000', build: 0, revision: 0, minor: 1, major: 0 },
  };
  try {
    const identity = { by: 'eui64', eui64 } as const;
    return await new Joiner({ identity, pskd: Secret.of(pskd), vendor, radio }, PORTS).join();
  } finally {
    radio.close();
  }
}

export function eui64Of(number: number): Uint8Array {
  return fromHex(`18b43000${number.toString(16).padStart(8, '0')}`);
}

/** Until it is so; a test that waits for ever is ended by its timeout. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}
