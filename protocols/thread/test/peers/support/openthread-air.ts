/**
 * The air of OpenThread's simulated nodes (its examples/platforms/simulation): datagrams of a channel and a frame to a
 * multicast group on the loopback interface, each node from a port of its own.
 */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Air, AirRecord, AttachedRadio, Radio } from '@sallyport/thread/simulation';
import { decodeRadioDatagram, encodeRadioDatagram } from '../../../src/simulation/radio-datagram.ts';

const GROUP = '224.0.0.116';
const LOOPBACK = '127.0.0.1';
const PORT_BASE = 9000;
/** Nodes of one simulation have ids below this. */
const NODES = 34;
const RSSI = -20;

/** Where tests have the radios: the nodes, and their own. */
const IDS = [1, 2, 20, 21];
const MAX_OFFSET = 1_000;

/** An offset of ports on which no simulation is running, from `from` on; each test file begins elsewhere. */
export async function freePortOffset(from: number): Promise<number> {
  for (let offset = from; offset < MAX_OFFSET; offset++) {
    const tries = await Promise.all(IDS.map((id) => isFree(PORT_BASE + offset * NODES + id)));
    if (tries.every((free) => free)) return offset;
  }
  throw new TypeError('every air is taken');
}

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    const listening = once(socket, 'listening');
    socket.bind({ port, address: LOOPBACK, exclusive: true });
    await listening;
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

export class OpenThreadAir implements Air {
  readonly #group: number;
  readonly #receiver: Socket;
  readonly #sender: Socket;
  readonly #radios = new Set<{ readonly radio: Radio; channel: number }>();
  readonly #ownPort: number;
  /** Every frame, in order. */
  readonly records: Pick<AirRecord, 'at' | 'mpdu' | 'from'>[] = [];

  private constructor(portOffset: number, nodeId: number) {
    this.#group = PORT_BASE + portOffset * NODES;
    this.#ownPort = this.#group + nodeId;
    this.#receiver = createSocket({ type: 'udp4', reuseAddr: true, reusePort: true });
    this.#sender = createSocket('udp4');
    this.#receiver.on('message', (datagram, { port }) => this.#hear(datagram, port));
  }

  /** All radios attached to it are one node to the others, and hear each other too. */
  static async open(portOffset: number, nodeId: number): Promise<OpenThreadAir> {
    const air = new OpenThreadAir(portOffset, nodeId);
    air.#receiver.bind(air.#group, GROUP);
    await once(air.#receiver, 'listening');
    air.#receiver.addMembership(GROUP, LOOPBACK);
    air.#sender.bind(air.#ownPort, LOOPBACK);
    await once(air.#sender, 'listening');
    air.#sender.setMulticastInterface(LOOPBACK);
    air.#sender.setMulticastLoopback(true);
    return air;
  }

  attach(radio: Radio): AttachedRadio {
    const entry = { radio, channel: radio.channel };
    this.#radios.add(entry);
    return {
      get channel() {
        return entry.channel;
      },
      tune: (channel) => {
        entry.channel = channel;
      },
      transmit: (mpdu) => {
        if (!this.#radios.has(entry)) return;
        const { channel } = entry;
        this.records.push({ at: new Date(), mpdu, from: radio.name });
        this.#sender.send(encodeRadioDatagram({ channel, mpdu }), this.#group, GROUP);
        for (const other of this.#radios) {
          if (other !== entry && other.channel === channel) {
            setImmediate(() => this.#radios.has(other) && other.radio.hear({ mpdu, channel, rssi: RSSI }));
          }
        }
      },
      detach: () => {
        this.#radios.delete(entry);
      },
    };
  }

  close(): void {
    this.#radios.clear();
    this.#receiver.close();
    this.#sender.close();
  }

  #hear(datagram: Uint8Array, port: number): void {
    if (port === this.#ownPort) return;
    const heard = decodeRadioDatagram(datagram);
    if (heard?.mpdu === undefined) return;
    const { channel, mpdu } = heard;
    this.records.push({ at: new Date(), mpdu, from: `node ${port - this.#group}` });
    for (const { radio, channel: on } of [...this.#radios])
      if (on === channel) radio.hear({ mpdu, channel, rssi: RSSI });
  }
}
