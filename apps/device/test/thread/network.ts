/** A network of two routers with a Commissioner on it, and its air on a UDP port. */

import type { TestContext } from 'node:test';
import { type Milliseconds, Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { type Authorizer, permit } from '@sallyport/onboarding';
import { type ActiveDataset, Commissioner, createDataset, type JoinerSelector, MeshLink } from '@sallyport/thread';
import {
  type AttachedRadio,
  decodeRadioDatagram,
  encodeRadioDatagram,
  joinerRouterRole,
  leaderRole,
  RememberingStore,
  SimulatedMesh,
} from '@sallyport/thread/simulation';
import { openUdpSocket } from '@sallyport/udp';

export const HOST = '127.0.0.1';
export const CHANNEL = 15;
export const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };
const SPREAD: Milliseconds = 400;

export interface TestNetwork {
  readonly dataset: ActiveDataset;
  readonly air: { readonly address: string; readonly port: number };
  readonly commissioner: Commissioner;
  /** Lets a device in by this code, and waits until every router knows. */
  enable(joiner: JoinerSelector, pskd: Secret): Promise<void>;
}

export function newDataset(networkName = 'Hall'): ActiveDataset {
  return createDataset({ networkName, channel: { page: 0, number: CHANNEL } }, systemRandom);
}

export interface NetworkOptions {
  readonly dataset?: ActiveDataset;
  readonly authorizer?: Authorizer;
}

/** Everything is closed at the end of the test. */
export async function startNetwork(t: TestContext, options: NetworkOptions = {}): Promise<TestNetwork> {
  const { dataset = newDataset(), authorizer = { decide: async () => permit('everybody') } } = options;
  const mesh = new SimulatedMesh({ dataset }, PORTS);
  const leader = mesh.addRouter('leader');
  const store = new RememberingStore({ active: dataset.dataset, pending: undefined });
  leader.install(leaderRole({ store }));
  const router = mesh.addRouter('router', ['leader']);
  router.install(joinerRouterRole());
  const link = router.install(({ agent }) => new MeshLink(agent)).running;
  if (link === undefined) throw new TypeError('a router that is on runs its roles');
  const commissioner = new Commissioner({ id: 'test', link, authorizer }, PORTS);
  t.after(() => {
    commissioner.close();
    mesh.close();
  });
  await commissioner.connect();
  await commissioner.petition();
  const port = await openAir(t, mesh);
  return {
    dataset,
    air: { address: HOST, port },
    commissioner,
    enable: async (joiner, pskd) => {
      await commissioner.enableJoiner(joiner, pskd);
      await new Promise<void>((resolve) => systemTimer.after(SPREAD, resolve));
    },
  };
}

async function openAir(t: TestContext, mesh: SimulatedMesh): Promise<number> {
  const radios = new Map<number, AttachedRadio>();
  const socket = await openUdpSocket({ host: HOST }, (datagram, from) => {
    const heard = decodeRadioDatagram(datagram);
    if (heard === undefined) return;
    const radio = radios.get(from.port) ?? attach(heard.channel, from.port);
    radio.tune(heard.channel);
    if (heard.mpdu !== undefined) radio.transmit(heard.mpdu);
  });
  const attach = (channel: number, port: number) => {
    const name = `device at ${port}`;
    mesh.links.link(name, 'router');
    const radio = mesh.air.attach({
      name,
      channel,
      hear: (frame) => socket.send(encodeRadioDatagram(frame), { address: HOST, port }),
    });
    radios.set(port, radio);
    return radio;
  };
  t.after(() => socket.close());
  return socket.port;
}

export const WRONG_CODE = Secret.of('WR0NGK3Y');
