/** What a node takes of what it hears, and who gets it. */

import { isLinkLocalAddress, isMulticastAddress, type UdpDatagram } from '@sallyport/sixlowpan';
import { DEFAULT_JOINER_UDP_PORT, MLE_PORT } from '../node/addresses.ts';
import type { IncomingDatagram } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import { decodeCommissionerDataset } from '../tmf/commissioner-dataset.ts';
import { textOf } from './addresses.ts';
import type { Drop, Drops } from './drops.ts';
import { type Forwarding, MLE_HOP_LIMIT } from './forwarding.ts';
import type { NetworkCopy } from './network-copy.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { ReceivedDatagram } from './station.ts';
import type { UdpPorts } from './udp-ports.ts';

export interface IntakePorts {
  readonly own: OwnAddresses;
  readonly udp: UdpPorts;
  readonly network: NetworkCopy;
  readonly forwarding: Forwarding;
  readonly drops: Drops;
  /** Where a Commissioner Router awaits candidates. */
  commissionerUdpPort(): number | undefined;
  mle(received: ReceivedDatagram): void;
}

export class Intake {
  readonly #ports: IntakePorts;

  constructor(ports: IntakePorts) {
    this.#ports = ports;
  }

  receive(received: ReceivedDatagram): void {
    const { datagram, security } = received;
    if (datagram.destinationPort === MLE_PORT) {
      // Only from the link itself: a hop limit of 255 cannot have been forwarded.
      if (isLinkLocalAddress(datagram.source) && datagram.hopLimit === MLE_HOP_LIMIT) this.#ports.mle(received);
      return;
    }
    const refusal = this.#refusal(received);
    if (refusal !== undefined) {
      const isPassedOn =
        refusal === 'not-ours' && security === 'network-key' && this.#ports.forwarding.passOn(datagram);
      if (!isPassedOn) this.#ports.drops.count(refusal);
      return;
    }
    if (this.#ports.forwarding.repeat(datagram)) this.dispatch(datagram, security);
  }

  /** To whoever listens on this node. */
  dispatch(datagram: UdpDatagram, security: IncomingDatagram['security']): void {
    const incoming: IncomingDatagram = {
      from: { address: textOf(datagram.source), port: datagram.sourcePort },
      to: textOf(datagram.destination),
      payload: datagram.payload,
      security,
    };
    const { own, udp, drops } = this.#ports;
    const listener = own.listenerFor(datagram.destination);
    if (listener !== undefined) listener(incoming, datagram.destinationPort);
    else if (!udp.dispatch(datagram.destinationPort, incoming)) drops.count('no-port');
  }

  #refusal({ datagram, security }: ReceivedDatagram): Drop | undefined {
    const { destination } = datagram;
    if (security === 'none' && !this.#mayBeStranger(datagram)) return 'unsecured';
    if (security === 'kek' && !isLinkLocalAddress(destination)) return 'unsecured';
    return this.#ports.own.include(destination) || isMulticastAddress(destination) ? undefined : 'not-ours';
  }

  /** White paper, "Joiner to Joiner Router": strangers are heard on the link, on the joiner's port, while joining is permitted. */
  #mayBeStranger({ source, destination, destinationPort }: UdpDatagram): boolean {
    if (!isLinkLocalAddress(source) || !isLinkLocalAddress(destination)) return false;
    if (destinationPort === this.#ports.commissionerUdpPort()) return true;
    const commissioning = readOrUndefined(this.#ports.network.commissioningData, decodeCommissionerDataset);
    if (commissioning?.borderAgentLocator === undefined) return false;
    const isSteering = commissioning.steeringData?.some((byte) => byte !== 0) === true;
    return isSteering && destinationPort === (commissioning.joinerUdpPort ?? DEFAULT_JOINER_UDP_PORT);
  }
}
