/** The radio of a device without a network: it finds networks by MLE discovery, and speaks to one router, unprotected. */

import type { Milliseconds, Secret } from '@sallyport/core';
import { BROADCAST_ADDRESS, BROADCAST_PAN_ID, type ExtendedAddress } from '@sallyport/ieee802154';
import {
  encodeUdpDatagram,
  iidFromExtended,
  isLinkLocalAddress,
  isMulticastAddress,
  linkLocalFrom,
} from '@sallyport/sixlowpan';
import { fail } from '../errors.ts';
import { type DiscoveryAnswer, discoveryRequest, readDiscoveryResponse } from '../mle/discovery.ts';
import { decodePlainMle, encodePlainMle } from '../mle/message.ts';
import { CHANNELS_2_4_GHZ } from '../network/channel.ts';
import { MLE_PORT } from '../node/addresses.ts';
import type { DiscoveredNetwork, IncomingDatagram, JoinerRadio, LinkUdp, OutgoingDatagram } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import { bytesOf, textOf } from './addresses.ts';
import { Drops } from './drops.ts';
import { FrameSecurity } from './frame-security.ts';
import { ALL_ROUTERS } from './mle-socket.ts';
import { type ReceivedDatagram, Station } from './station.ts';
import { UdpPorts } from './udp-ports.ts';
import { randomExtendedAddress, type World } from './world.ts';

export interface JoinerRadioOptions {
  /** Of the radio. */
  readonly name: string;
  /** In this order. */
  readonly channels?: readonly number[];
  /** How long answers are awaited on each channel; 300 ms is Thread's. */
  readonly dwell?: Milliseconds;
}

/** With what a Commissioner Candidate looks for. */
export interface DiscoveredRouter extends DiscoveredNetwork {
  /** Where the network awaits Native Commissioners; undefined when it does not. */
  readonly commissionerUdpPort: number | undefined;
}

const DWELL: Milliseconds = 300;
const HOP_LIMIT = 64;
const MLE_HOP_LIMIT = 255;
const VERSION = 2;
/** Answers that one discovery keeps. */
const MAX_NETWORKS = 64;

export class SimulatedJoinerRadio implements JoinerRadio {
  readonly drops = new Drops();
  readonly #world: World;
  readonly #options: JoinerRadioOptions;
  #station: Station | undefined;

  constructor(options: JoinerRadioOptions, world: World) {
    this.#options = options;
    this.#world = world;
  }

  /**
   * One MLE discovery over all channels. Only routers that permit joining answer a joiner; `joiner: false` asks them all.
   * @throws E_THREAD_SIMULATION while it is tuned or discovering
   */
  async discover({ joiner = true } = {}): Promise<readonly DiscoveredRouter[]> {
    const { channels = CHANNELS_2_4_GHZ, dwell = DWELL } = this.#options;
    const found: DiscoveredRouter[] = [];
    const extendedAddress = randomExtendedAddress(this.#world.random);
    const station = this.#open(
      { channel: channels[0] ?? 11, panId: this.#world.dice.below(BROADCAST_PAN_ID), extendedAddress },
      (received) => {
        const network = readAnswer(received);
        if (network !== undefined && found.length < MAX_NETWORKS) found.push(network);
      },
    );
    for (const channel of channels) {
      station.mac.tune(channel);
      ask(station, extendedAddress, joiner);
      await new Promise<void>((resolve) => this.#world.timer.after(dwell, resolve));
    }
    this.#close(station);
    return found;
  }

  /** @throws E_THREAD_SIMULATION while it is tuned or discovering */
  tune(network: DiscoveredNetwork, extendedAddress: ExtendedAddress): LinkUdp & { release(): void } {
    const ports = new UdpPorts();
    const security = new FrameSecurity();
    const { channel, panId } = network;
    const receive = ({ datagram, security: how }: ReceivedDatagram) => {
      const heard = ports.dispatch(datagram.destinationPort, {
        from: { address: textOf(datagram.source), port: datagram.sourcePort },
        to: textOf(datagram.destination),
        payload: datagram.payload,
        security: how,
      });
      if (!heard) this.drops.count('no-port');
    };
    const station = this.#open({ channel, panId, extendedAddress }, receive, security);
    return {
      extendedAddress,
      send: (datagram: OutgoingDatagram) => this.#send(station, datagram),
      bind: (port: number, listener: (datagram: IncomingDatagram) => void) => ports.bind(port, listener),
      acceptKek: (peer: Uint8Array, kek: Secret) => security.acceptKek(peer, kek),
      release: () => this.#close(station),
    };
  }

  /** Switches it off, whatever it does. */
  close(): void {
    if (this.#station !== undefined) this.#close(this.#station);
  }

  #send(station: Station, { from, to, payload, security }: OutgoingDatagram): void {
    const destination = bytesOf(to.address);
    // Point to point with the Joiner Router: there is nothing else.
    if (security === 'network-key' || !isLinkLocalAddress(destination)) {
      this.drops.count('no-route');
      return;
    }
    const { extendedAddress } = station.mac;
    const packet = encodeUdpDatagram({
      source: linkLocalFrom(extendedAddress),
      destination,
      hopLimit: HOP_LIMIT,
      sourcePort: from,
      destinationPort: to.port,
      payload,
    });
    const peer = iidFromExtended(destination.subarray(8));
    station.ip.send(packet, { source: extendedAddress, destination: peer, security });
  }

  #open(
    how: { readonly channel: number; readonly panId: number; readonly extendedAddress: ExtendedAddress },
    receive: (received: ReceivedDatagram) => void,
    security: FrameSecurity = new FrameSecurity(),
  ): Station {
    if (this.#station !== undefined) throw fail('E_THREAD_SIMULATION', `the radio ${this.#options.name} is in use`);
    const ports = { security, drops: this.drops, receive, forward: () => true };
    this.#station = new Station({ name: this.#options.name, ...how }, this.#world, ports);
    return this.#station;
  }

  #close(station: Station): void {
    station.close();
    if (this.#station === station) this.#station = undefined;
  }
}

/** One Discovery Request, to every router and every PAN on the channel. */
function ask(station: Station, extendedAddress: ExtendedAddress, joiner: boolean): void {
  const packet = encodeUdpDatagram({
    source: linkLocalFrom(extendedAddress),
    destination: ALL_ROUTERS,
    hopLimit: MLE_HOP_LIMIT,
    sourcePort: MLE_PORT,
    destinationPort: MLE_PORT,
    payload: encodePlainMle(discoveryRequest({ version: VERSION, joiner })),
  });
  const destinationPanId = BROADCAST_PAN_ID;
  station.ip.send(packet, {
    source: extendedAddress,
    destination: BROADCAST_ADDRESS,
    security: 'none',
    destinationPanId,
  });
}

function readAnswer({ datagram, sender, panId, channel, rssi }: ReceivedDatagram): DiscoveredRouter | undefined {
  const { destination, destinationPort, payload } = datagram;
  if (destinationPort !== MLE_PORT || isMulticastAddress(destination) || panId === undefined) return undefined;
  const answer = readOrUndefined(payload, (bytes): DiscoveryAnswer | undefined => {
    const message = decodePlainMle(bytes);
    return message === undefined ? undefined : readDiscoveryResponse(message);
  });
  if (answer === undefined) return undefined;
  const { extendedPanId, networkName, steeringData, joinerUdpPort, commissionerUdpPort } = answer;
  return {
    panId,
    channel,
    extendedPanId: Uint8Array.from(extendedPanId),
    networkName,
    steeringData: steeringData && Uint8Array.from(steeringData),
    joinerUdpPort,
    commissionerUdpPort,
    joinerRouter: sender,
    rssi,
  };
}
