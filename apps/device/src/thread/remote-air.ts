/** The air of a simulated network in another process, reached over UDP: this device's radio there. */

import { lookup } from 'node:dns/promises';
import { type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import {
  type Air,
  type AttachedRadio,
  decodeRadioDatagram,
  encodeRadioDatagram,
  type Radio,
} from '@sallyport/thread/simulation';
import { openUdpSocket, type UdpAddress, type UdpSocket } from '@sallyport/udp';
import { fail } from '../errors.ts';

const MAX_DATAGRAM = 128;
/** The other side forgets a radio that is silent for longer. */
const HERE_AGAIN: Milliseconds = 10 * SECOND;

export class RemoteAir implements Air {
  readonly #socket: UdpSocket;
  readonly #door: UdpAddress;
  readonly #timer: Timer;
  readonly #radios = new Set<RemoteRadio>();
  #cancel: () => void = () => undefined;

  private constructor(socket: UdpSocket, door: UdpAddress, timer: Timer) {
    this.#socket = socket;
    this.#door = door;
    this.#timer = timer;
  }

  /** @throws E_DEVICE_OPTIONS when there is no such host, E_UDP_… */
  static async open(where: UdpAddress, timer: Timer): Promise<RemoteAir> {
    const door = { address: await addressOf(where.address), port: where.port };
    let air: RemoteAir | undefined;
    const family = door.address.includes(':') ? 6 : 4;
    const socket = await openUdpSocket({ family, maxDatagram: MAX_DATAGRAM }, (datagram, from) => {
      if (from.address === door.address && from.port === door.port) air?.receive(datagram);
    });
    air = new RemoteAir(socket, door, timer);
    air.#sayAgain();
    return air;
  }

  attach(radio: Radio): AttachedRadio {
    const attached = new RemoteRadio(radio, {
      send: (datagram) => this.#socket.send(datagram, this.#door),
      detach: (gone) => this.#radios.delete(gone),
    });
    this.#radios.add(attached);
    attached.tune(radio.channel);
    return attached;
  }

  receive(datagram: Uint8Array): void {
    const heard = decodeRadioDatagram(datagram);
    if (heard?.mpdu === undefined) return;
    for (const radio of [...this.#radios]) radio.hear(heard.channel, heard.mpdu);
  }

  close(): Promise<void> {
    this.#cancel();
    this.#radios.clear();
    return this.#socket.close();
  }

  #sayAgain(): void {
    this.#cancel = this.#timer.after(HERE_AGAIN, () => {
      for (const radio of this.#radios) radio.tune(radio.channel);
      this.#sayAgain();
    });
  }
}

async function addressOf(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (cause) {
    throw fail('E_DEVICE_OPTIONS', `there is no host ${host}`, { cause });
  }
}

/** Over UDP nobody knows how strong a frame was. */
const RSSI = -40;

class RemoteRadio implements AttachedRadio {
  readonly #radio: Radio;
  readonly #way: { send(datagram: Uint8Array): void; detach(radio: RemoteRadio): void };
  #channel: number;

  constructor(radio: Radio, way: { send(datagram: Uint8Array): void; detach(radio: RemoteRadio): void }) {
    this.#radio = radio;
    this.#way = way;
    this.#channel = radio.channel;
  }

  get channel(): number {
    return this.#channel;
  }

  tune(channel: number): void {
    this.#channel = channel;
    this.#way.send(encodeRadioDatagram({ channel, mpdu: undefined }));
  }

  transmit(mpdu: Uint8Array): void {
    this.#way.send(encodeRadioDatagram({ channel: this.#channel, mpdu }));
  }

  hear(channel: number, mpdu: Uint8Array): void {
    if (channel === this.#channel) this.#radio.hear({ mpdu, channel, rssi: RSSI });
  }

  detach(): void {
    this.#way.detach(this);
  }
}
