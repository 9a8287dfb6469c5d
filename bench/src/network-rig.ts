/** A domain that answers RADIUS, a NAS on loopback that takes its Disconnect-Requests, and devices that come onto it by EAP-TLS. */

import type { KeyObject } from 'node:crypto';
import { Domain, ldevidProfile } from '@sallyport/app-domain';
import { DAY, Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { EapPeer, encodePacket, TYPES, tlsPeer, trustServers } from '@sallyport/eap';
import type { DeviceIdentity, EventListener } from '@sallyport/onboarding';
import { generateKeyPair } from '@sallyport/pki';
import { ATTRIBUTES, DynamicAuthorizationServer, type RadiusClient } from '@sallyport/radius';
import { openUdpClient, serveDynamicAuthorization } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';

export const HOST = '127.0.0.1';
const SECRET = Secret.of('a secret of the NAS and the server');
const SERVER_NAME = 'radius.bench.example';
const TOGETHER = 64;
/** Requests that a NAS may have at hand: those of everybody who is put out at once. */
const MAX_REQUESTS = 1 << 16;

export function startNetworkDomain(directory: string, events: EventListener = () => undefined): Promise<Domain> {
  return Domain.start({
    owner: 'Bench',
    directory,
    passphrase: Secret.of('a bench passphrase'),
    listen: undefined,
    hosts: [SERVER_NAME],
    network: 'bench',
    admission: { listen: { host: HOST, authenticationPort: 0, accountingPort: 0 } },
    clock: systemClock,
    random: systemRandom,
    events,
    onError: (error) => process.stderr.write(`${error}\n`),
  });
}

/** `told`: the station that is to be put out, before that is acknowledged. */
export function startNas(told: (station: string) => void) {
  return serveDynamicAuthorization(
    (transmit) =>
      new DynamicAuthorizationServer(
        {
          clients: [{ name: 'bench', addresses: [HOST], secret: SECRET }],
          identification: ATTRIBUTES['NAS-Identifier'].of('bench'),
          maxRequests: MAX_REQUESTS,
          handle({ attributes }) {
            told(ATTRIBUTES['Calling-Station-Id'].first(attributes) ?? '');
            return { isDone: true };
          },
        },
        { clock: systemClock, random: systemRandom, transmit },
      ),
    { open: openUdpSocket, host: HOST, port: 0 },
  );
}

/** Makes the NAS known to the domain. `port`: where it takes Disconnect-Requests. */
export async function introduceNas(domain: Domain, port: number): Promise<void> {
  await domain.admission.clients.add(
    {
      name: 'bench',
      addresses: [HOST],
      dynamicAuthorization: { address: HOST, port },
      requireMessageAuthenticator: true,
    },
    SECRET,
  );
}

/** A device with an LDevID of the domain, at a place of its own. */
export interface Station {
  readonly station: string;
  readonly device: DeviceIdentity;
  readonly key: KeyObject;
  readonly chain: readonly Uint8Array[];
}

/** The Calling-Station-Id of the device of this number. */
export const stationOf = (device: number): string =>
  `02-00-${device
    .toString(16)
    .padStart(8, '0')
    .replace(/(..)(?=.)/g, '$1-')}`;

/** Gives a device its LDevID. */
export async function certify(domain: Domain, number: number, device: DeviceIdentity): Promise<Station> {
  const pair = generateKeyPair('P-256');
  const { der } = await domain.authority.issue({
    profile: ldevidProfile(DAY),
    facts: { device, network: 'bench' },
    publicKey: pair.publicKey,
  });
  return { station: stationOf(number), device, key: pair.privateKey, chain: [der] };
}

/** The other side of the NAS: what devices that want in come by. */
export class Door {
  readonly #domain: Domain;
  readonly #client: RadiusClient;
  readonly close: () => Promise<void>;

  private constructor(domain: Domain, client: RadiusClient, close: () => Promise<void>) {
    this.#domain = domain;
    this.#client = client;
    this.close = close;
  }

  static async open(domain: Domain): Promise<Door> {
    const ports = domain.admission.listening;
    if (ports === undefined) throw new TypeError('RADIUS is not listened for');
    const endpoint = { address: HOST, port: ports.authenticationPort };
    const { client, close } = await openUdpClient(
      { servers: [{ name: 'domain', endpoint, secret: SECRET }] },
      { clock: systemClock, timer: systemTimer, random: systemRandom, open: openUdpSocket },
    );
    return new Door(domain, client, close);
  }

  /** All of them come onto the network, some at a time. */
  async letInAll(stations: Iterable<Station>): Promise<void> {
    const left = stations[Symbol.iterator]();
    const next = async (): Promise<void> => {
      for (let each = left.next(); each.done !== true; each = left.next()) await this.letIn(each.value);
    };
    await Promise.all(Array.from({ length: TOGETHER }, next));
  }

  /** By EAP-TLS with its LDevID. @throws TypeError when it is refused */
  async letIn({ station, device, ...credentials }: Station): Promise<void> {
    const judge = trustServers({
      anchors: [this.#domain.authority.certificate],
      clock: systemClock,
      serverNames: [SERVER_NAME],
    });
    const identity = '@bench.example';
    const peer = new EapPeer({ identity, methods: [tlsPeer({ credentials, judge })] }, { timer: systemTimer });
    const place = [
      ...ATTRIBUTES['User-Name'].of(identity),
      ...ATTRIBUTES['NAS-Identifier'].of('bench'),
      ...ATTRIBUTES['Calling-Station-Id'].of(station),
    ];
    const asked = encodePacket({
      code: 'request',
      identifier: 0,
      type: TYPES.identity,
      expanded: false,
      data: new Uint8Array(0),
    });
    let { response } = await peer.receive(asked);
    let state: Uint8Array | undefined;
    while (response !== undefined) {
      const answer = await this.#client.access([
        ...place,
        ...ATTRIBUTES['EAP-Message'].of(response),
        ...(state === undefined ? [] : ATTRIBUTES.State.of(state)),
      ]);
      if (answer.outcome === 'accept') return;
      if (answer.outcome === 'reject') throw new TypeError(`${device.serialNumber} was refused`);
      state = answer.state;
      ({ response } = await peer.receive(answer.eapMessage ?? new Uint8Array(0)));
    }
  }
}
