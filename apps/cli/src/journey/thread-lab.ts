/** The lab's Thread network on loopback: simulated, kept between runs, with the owner as its Commissioner. */

import { join } from 'node:path';
import { type JoinThreadOptions, newBirth, ThreadDevice } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import { fileKeeper, ThreadNetwork } from '@sallyport/app-thread-network';
import { systemTimer, toHex } from '@sallyport/core';
import type { EventListener } from '@sallyport/onboarding';
import { createDataset, parseEui64 } from '@sallyport/thread';
import type { DataDirectory } from '../data/data-directory.ts';
import { DEFAULTS } from '../defaults.ts';
import type { RunContext } from '../run-context.ts';

export interface ThreadPorts {
  readonly borderAgentPort: number;
  readonly airPort: number;
}

/**
 * The network of the data directory: the one that was kept there, or a new one.
 * @throws E_UDP_…, E_THREAD_NETWORK_FILE
 */
export function startThreadNetwork(
  directory: DataDirectory,
  { borderAgentPort, airPort }: ThreadPorts,
  context: RunContext,
  events: EventListener,
): Promise<ThreadNetwork> {
  const { clock, random } = context;
  return ThreadNetwork.start({
    dataset: createDataset({ networkName: DEFAULTS.threadNetwork }, random),
    keeper: fileKeeper(directory.file('thread-network.json')),
    borderAgent: { host: DEFAULTS.host, port: borderAgentPort },
    air: { host: DEFAULTS.host, port: airPort },
    announce: { name: 'Sallyport lab Thread', interface: DEFAULTS.host, addresses: [DEFAULTS.host] },
    events,
    clock,
    timer: systemTimer,
    random,
  });
}

/** Makes the owner Commissioner of the lab's network. @throws E_DTLS_…, E_THREAD_… */
export async function takeCharge(domain: Domain, network: ThreadNetwork): Promise<void> {
  await domain.thread.connect({ host: DEFAULTS.host, port: network.borderAgentPort, pskc: network.dataset.pskc });
}

/** A simulated device of this EUI-64, made when there is none; without one a new device. @throws E_THREAD_EUI64, E_DEVICE_… */
export function threadDevice(
  directory: DataDirectory,
  eui64: string | undefined,
  { random }: Pick<RunContext, 'random'>,
): Promise<ThreadDevice> {
  const birth = newBirth(random);
  const named = eui64 === undefined ? birth : { ...birth, eui64: parseEui64(eui64) };
  return ThreadDevice.open(join(directory.devices, toHex(named.eui64)), random, named);
}

/** The lab's owner has the device in hand and types its code; every router knows when this resolves. */
export async function giveCode(
  domain: Domain,
  network: ThreadNetwork,
  { birth }: ThreadDevice,
  note: string,
): Promise<void> {
  await domain.thread.enable({ joiner: { by: 'eui64', eui64: birth.eui64 }, pskd: birth.pskd, note });
  await network.spread(systemTimer);
}

/** Lab devices look on the lab's channel alone, which takes a third of a second instead of five. */
export function labAir(port: number, channel: number): Pick<JoinThreadOptions, 'air' | 'channels'> {
  return { air: { address: DEFAULTS.host, port }, channels: [channel] };
}
