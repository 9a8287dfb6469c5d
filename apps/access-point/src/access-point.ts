/**
 * A simulated access point: an 802.1X authenticator whose stations are in this process, and whose RADIUS is real. It opens
 * its door to a station when RADIUS accepts it, and shuts it at once when RADIUS says so (RFC 5176).
 */

import type { Clock, Random, Secret, Timer } from '@sallyport/core';
import {
  ATTRIBUTES,
  type Attribute,
  type ChangeOrder,
  type ChangeOutcome,
  DynamicAuthorizationServer,
  ERROR_CAUSES,
  type OutgoingAttribute,
  type RadiusClient,
} from '@sallyport/radius';
import { type Opened, openUdpClient } from '@sallyport/radius/transport';
import { openUdpSocket, type UdpSocket } from '@sallyport/udp';
import { Association, type Station, type Verdict } from './association.ts';

export interface AccessPointOptions {
  /** NAS-Identifier. */
  readonly name: string;
  readonly ssid: string;
  /** Its address, from which it asks and where it is told to put stations out. */
  readonly host: string;
  readonly radius: {
    readonly address: string;
    readonly authenticationPort: number;
    readonly accountingPort: number;
    readonly secret: Secret;
  };
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

export interface Connected {
  readonly association: Association;
  readonly verdict: Verdict;
}

/** An address of its own for what has none: locally administered. */
const OWN_ADDRESS = '02-00-00-00-00-AA';
const MAX_DATAGRAM = 4096;

export class AccessPoint {
  readonly #options: AccessPointOptions;
  readonly #radius: Opened<RadiusClient>;
  readonly #associations = new Map<string, Association>();
  #socket: UdpSocket | undefined;

  private constructor(options: AccessPointOptions, radius: Opened<RadiusClient>) {
    this.#options = options;
    this.#radius = radius;
  }

  /** @throws E_UDP_…, E_RADIUS_SOCKET, E_RADIUS_ARGUMENT */
  static async open(options: AccessPointOptions): Promise<AccessPoint> {
    const { host, radius, clock, timer, random } = options;
    const { address, authenticationPort, accountingPort, secret } = radius;
    const server = {
      name: 'radius',
      endpoint: { address, port: authenticationPort },
      accounting: { address, port: accountingPort },
      secret,
    };
    const asking = await openUdpClient({ servers: [server] }, { clock, timer, random, host, open: openUdpSocket });
    const point = new AccessPoint(options, asking);
    try {
      await point.#listen();
      return point;
    } catch (thrown) {
      await asking.close();
      throw thrown;
    }
  }

  get ssid(): string {
    return this.#options.ssid;
  }

  /** UDP port of dynamic authorization. */
  get dynamicAuthorizationPort(): number {
    return this.#socket?.port ?? 0;
  }

  /**
   * A station comes: it is let in when RADIUS accepts it.
   * @param address `02-00-00-00-00-01`; one that is there already is gone first
   * @throws E_ACCESS_POINT_…, E_RADIUS_NO_RESPONSE
   */
  async connect(address: string, station: Station): Promise<Connected> {
    await this.#associations.get(address)?.shut('left');
    const { random } = this.#options;
    const association = new Association({ address, station, client: this.#radius.client, self: this.#self(), random });
    this.#associations.set(address, association);
    const verdict = await association.authenticate();
    if (!verdict.isOpen) this.#associations.delete(address);
    return { association, verdict };
  }

  /** Every station leaves, and the ports are closed. */
  async close(): Promise<void> {
    for (const association of this.#associations.values()) await association.shut('left').catch(() => undefined);
    this.#associations.clear();
    await this.#socket?.close();
    await this.#radius.close();
  }

  async #listen(): Promise<void> {
    const { host, radius, clock, random } = this.#options;
    const { secret, address } = radius;
    const server = new DynamicAuthorizationServer(
      {
        clients: [{ name: 'radius', addresses: [address], secret }],
        identification: this.#identification(),
        handle: (order) => this.#obey(order),
      },
      { clock, random, transmit: (packet, to) => this.#socket?.send(packet, to) },
    );
    this.#socket = await openUdpSocket({ host, port: 0, maxDatagram: MAX_DATAGRAM }, (datagram, from) => {
      server.receive(datagram, from);
    });
  }

  async #obey({ kind, attributes }: ChangeOrder): Promise<ChangeOutcome> {
    if (kind !== 'disconnect') return { isDone: false, errorCause: ERROR_CAUSES.UNSUPPORTED_SERVICE };
    const session = ATTRIBUTES['Acct-Session-Id'].first(attributes);
    const station = ATTRIBUTES['Calling-Station-Id'].first(attributes);
    const meant = [...this.#associations.values()].filter(
      (each) =>
        each.isOpen &&
        (session === undefined || each.accountingSession === session) &&
        (station === undefined || each.address === station) &&
        (session !== undefined || station !== undefined),
    );
    if (meant.length === 0) return { isDone: false, errorCause: ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND };
    for (const association of meant) {
      this.#associations.delete(association.address);
      // The door is shut when this returns; that accounting hears of it may take longer than the one who asked will wait.
      association.shut('put-out').catch(() => undefined);
    }
    return { isDone: true };
  }

  #self(): readonly OutgoingAttribute[] {
    const { ssid } = this.#options;
    return [...this.#identification(), ...ATTRIBUTES['Called-Station-Id'].of(`${OWN_ADDRESS}:${ssid}`)];
  }

  /** The names by which RADIUS knows it, in requests and in orders to it (RFC 5176 §3). */
  #identification(): readonly Attribute[] {
    const { name, host } = this.#options;
    return [...ATTRIBUTES['NAS-Identifier'].of(name), ...ATTRIBUTES['NAS-IP-Address'].of(host)];
  }
}
