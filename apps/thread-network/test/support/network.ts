/** A network on ports that the system chooses, a commissioner of it over UDP, and joiners over its air. */

import type { TestContext } from 'node:test';
import {
  fromHex,
  isSallyportError,
  type Random,
  Secret,
  systemClock,
  systemRandom,
  systemTimer,
  toHex,
} from '@sallyport/core';
import { type OnboardingEvent, permit } from '@sallyport/onboarding';
import { BorderAgentLink, Commissioner, createDataset, type JoinedNetwork, Joiner } from '@sallyport/thread';
import {
  type Air,
  type AttachedRadio,
  decodeRadioDatagram,
  encodeRadioDatagram,
  LinkGraph,
  type Radio,
  SimulatedJoinerRadio,
  worldOf,
} from '@sallyport/thread/simulation';
import { openUdpSocket, type UdpSocket } from '@sallyport/udp';
import { ThreadNetwork, type ThreadNetworkOptions } from '../../src/index.ts';
import { atEnd } from './at-end.ts';

export const HOST = '127.0.0.1';
export const CHANNEL = 15;
export const PSKD = Secret.of('J01NME42');
export const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };

export function newDataset(random: Random = systemRandom) {
  return createDataset({ networkName: 'Hall', channel: { page: 0, number: CHANNEL } }, random);
}

/** Closed at the end of the test, if not before. */
export async function startNetwork(
  t: TestContext,
  changes: Partial<ThreadNetworkOptions> = {},
): Promise<ThreadNetwork> {
  const network = await ThreadNetwork.start({
    dataset: newDataset(),
    borderAgent: { host: HOST, port: 0 },
    air: { host: HOST, port: 0 },
    ...PORTS,
    ...changes,
  });
  atEnd(t, () => network.close());
  return network;
}

/** A Commissioner that lets everybody in who proves a code; it holds the role. */
export async function commissionerOf(t: TestContext, network: ThreadNetwork, pskc: Secret = network.dataset.pskc) {
  const borderAgent = { address: HOST, port: network.borderAgentPort };
  const events: OnboardingEvent[] = [];
  let link: BorderAgentLink | undefined;
  const socket = await openUdpSocket({ host: HOST }, (datagram) => link?.receive(datagram));
  link = new BorderAgentLink({ pskc }, { ...PORTS, transmit: (datagram) => socket.send(datagram, borderAgent) });
  const commissioner = new Commissioner(
    {
      id: 'test',
      link,
      authorizer: { decide: async () => permit('everybody') },
      onboarding: (event) => events.push(event),
    },
    PORTS,
  );
  const close = async () => {
    await commissioner.resign();
    await socket.close();
  };
  atEnd(t, close);
  await commissioner.connect();
  await commissioner.petition();
  return { commissioner, events, close };
}

/** A radio of another process: datagrams to the door of the air. */
class RadioOverUdp implements Air {
  readonly #socket: UdpSocket;
  readonly #port: number;
  readonly #radios: Set<Radio>;

  private constructor(socket: UdpSocket, port: number, radios: Set<Radio>) {
    this.#socket = socket;
    this.#port = port;
    this.#radios = radios;
  }

  static async open(port: number): Promise<RadioOverUdp> {
    const radios = new Set<Radio>();
    const socket = await openUdpSocket({ host: HOST }, (datagram) => {
      const heard = decodeRadioDatagram(datagram);
      if (heard?.mpdu === undefined) return;
      for (const radio of [...radios]) radio.hear({ mpdu: heard.mpdu, channel: heard.channel, rssi: -40 });
    });
    return new RadioOverUdp(socket, port, radios);
  }

  attach(radio: Radio): AttachedRadio {
    let { channel } = radio;
    this.#radios.add(radio);
    const send = (mpdu: Uint8Array | undefined) =>
      this.#socket.send(encodeRadioDatagram({ channel, mpdu }), { address: HOST, port: this.#port });
    send(undefined);
    return {
      get channel() {
        return channel;
      },
      tune: (to) => {
        channel = to;
        send(undefined);
      },
      transmit: send,
      detach: () => {
        this.#radios.delete(radio);
      },
    };
  }

  close(): Promise<void> {
    return this.#socket.close();
  }
}

export function eui64Of(number: number): Uint8Array {
  return fromHex(`18b43000${number.toString(16).padStart(8, '0')}`);
}

/** One attempt of a device, by radio. */
export async function joinOnce(network: ThreadNetwork, eui64: Uint8Array, pskd: Secret = PSKD): Promise<JoinedNetwork> {
  const air = await RadioOverUdp.open(network.airPort ?? 0);
  const radio = new SimulatedJoinerRadio(
    { name: toHex(eui64), channels: [CHANNEL] },
    worldOf(air, new LinkGraph(), PORTS),
  );
  const vendor = {
    vendorName: 'Test',
    vendorModel: 'Lamp',
    vendorSwVersion: '1',
    vendorStackVersion: { oui: '000000', build: 0, revision: 0, minor: 1, major: 0 },
  };
  try {
    return await new Joiner({ identity: { by: 'eui64', eui64 }, pskd, vendor, radio }, PORTS).join();
  } finally {
    radio.close();
    await air.close();
  }
}

/** As devices do: again, when an attempt came to nothing. */
export async function joinPatiently(network: ThreadNetwork, eui64: Uint8Array): Promise<JoinedNetwork> {
  for (let attempt = 1; attempt < 10; attempt++) {
    try {
      return await joinOnce(network, eui64);
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
    }
  }
  return joinOnce(network, eui64);
}
