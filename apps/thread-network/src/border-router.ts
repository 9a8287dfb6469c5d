/** The border agent of a simulated network on a UDP port that Commissioners reach. */

import { BorderAgent, type BorderAgentEvent } from '@sallyport/thread';
import type { Role } from '@sallyport/thread/simulation';
import { openUdpSocket, type UdpAddress, type UdpSocket } from '@sallyport/udp';

export interface BorderRouterOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly listener?: ((event: BorderAgentEvent) => void) | undefined;
}

const MAX_DATAGRAM = 4096;

export class BorderRouter {
  readonly #options: BorderRouterOptions;
  readonly #socket: UdpSocket;
  #agent: BorderAgent | undefined;

  private constructor(options: BorderRouterOptions, socket: UdpSocket) {
    this.#options = options;
    this.#socket = socket;
  }

  /** @throws E_UDP_… */
  static async open(options: BorderRouterOptions): Promise<BorderRouter> {
    const { host, port } = options;
    let router: BorderRouter | undefined;
    const socket = await openUdpSocket({ host, port, maxDatagram: MAX_DATAGRAM }, (datagram, from) =>
      router?.receive(datagram, from),
    );
    router = new BorderRouter(options, socket);
    return router;
  }

  get port(): number {
    return this.#socket.port;
  }

  /** The role that runs on the border router's node. */
  get role(): Role<BorderAgent> {
    return ({ node, agent, ...ports }) => {
      const { networkData, datasets } = node;
      const { listener } = this.#options;
      this.#agent = new BorderAgent(
        {
          agent,
          networkData,
          datasets,
          pskc: () => datasets.active?.values.pskc,
          ...(listener === undefined ? {} : { listener }),
        },
        { ...ports, transmit: (datagram, peer) => this.#socket.send(datagram, addressOf(peer)) },
      );
      return this.#agent;
    };
  }

  receive(datagram: Uint8Array, from: UdpAddress): void {
    this.#agent?.receive(datagram, `${from.address}|${from.port}`);
  }

  close(): Promise<void> {
    return this.#socket.close();
  }
}

function addressOf(peer: string): UdpAddress {
  const [address = '', port] = peer.split('|');
  return { address, port: Number(port) };
}
