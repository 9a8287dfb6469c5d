/**
 * The way into the simulated air for radios of other processes: a UDP port that takes and gives frames as radios put them
 * on air (`radio-datagram.ts` of @sallyport/thread). Who sends there is a radio in reach of the mesh's routers.
 */

import { type Clock, type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import {
  type AttachedRadio,
  decodeRadioDatagram,
  encodeRadioDatagram,
  type SimulatedMesh,
} from '@sallyport/thread/simulation';
import { openUdpSocket, type UdpAddress, type UdpSocket } from '@sallyport/udp';

export interface AirDoorOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly mesh: SimulatedMesh;
  /** The names of the routers in reach. */
  readonly inReach: readonly string[];
  readonly clock: Clock;
  readonly timer: Timer;
}

const MAX_DATAGRAM = 128;
const MAX_RADIOS = 64;
/** A radio says its channel now and then; one that is silent for so long is gone. */
const SILENCE: Milliseconds = 30 * SECOND;

interface ForeignRadio {
  readonly attached: AttachedRadio;
  heardAt: Milliseconds;
}

export class AirDoor {
  readonly #options: AirDoorOptions;
  readonly #radios = new Map<string, ForeignRadio>();
  #socket: UdpSocket | undefined;
  #cancelSweep: () => void = () => undefined;

  private constructor(options: AirDoorOptions) {
    this.#options = options;
  }

  /** @throws E_UDP_… */
  static async open(options: AirDoorOptions): Promise<AirDoor> {
    const door = new AirDoor(options);
    const { host, port } = options;
    const listen = { host, port, maxDatagram: MAX_DATAGRAM, keepAlive: false };
    door.#socket = await openUdpSocket(listen, (datagram, from) => door.#receive(datagram, from));
    door.#sweepLater();
    return door;
  }

  get port(): number {
    return this.#socket?.port ?? 0;
  }

  /** Radios of other processes on the air now. */
  get radios(): number {
    return this.#radios.size;
  }

  async close(): Promise<void> {
    this.#cancelSweep();
    for (const { attached } of this.#radios.values()) attached.detach();
    this.#radios.clear();
    await this.#socket?.close();
  }

  #receive(datagram: Uint8Array, from: UdpAddress): void {
    const heard = decodeRadioDatagram(datagram);
    if (heard === undefined) return;
    const radio = this.#radioOf(from, heard.channel);
    if (radio === undefined) return;
    radio.heardAt = this.#options.clock.monotonic();
    if (radio.attached.channel !== heard.channel) radio.attached.tune(heard.channel);
    if (heard.mpdu !== undefined) radio.attached.transmit(heard.mpdu);
  }

  #radioOf(from: UdpAddress, channel: number): ForeignRadio | undefined {
    const name = `radio at ${from.address}|${from.port}`;
    const known = this.#radios.get(name);
    if (known !== undefined || this.#radios.size >= MAX_RADIOS) return known;
    const { mesh, inReach, clock } = this.#options;
    for (const router of inReach) mesh.links.link(name, router);
    const attached = mesh.air.attach({
      name,
      channel,
      hear: ({ mpdu, channel: heardOn }) => this.#socket?.send(encodeRadioDatagram({ channel: heardOn, mpdu }), from),
    });
    const radio = { attached, heardAt: clock.monotonic() };
    this.#radios.set(name, radio);
    return radio;
  }

  #sweepLater(): void {
    this.#cancelSweep = this.#options.timer.after(SILENCE, () => {
      const { clock, mesh, inReach } = this.#options;
      for (const [name, radio] of this.#radios) {
        if (clock.monotonic() - radio.heardAt < SILENCE) continue;
        radio.attached.detach();
        for (const router of inReach) mesh.links.unlink(name, router);
        this.#radios.delete(name);
      }
      this.#sweepLater();
    });
  }
}
