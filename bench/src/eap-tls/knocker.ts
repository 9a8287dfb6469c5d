/** Devices that knock at a RADIUS server: Sallyport's own peer, the same for every server. Its CPU time is counted to nobody. */

import { Secret, systemClock, systemRandom, systemTimer, utf8 } from '@sallyport/core';
import { EapPeer, encodePacket, type PeerMethod, type TlsVersion, TYPES, tlsPeer, trustServers } from '@sallyport/eap';
import { ATTRIBUTES, type RadiusClient, VENDOR_ATTRIBUTES } from '@sallyport/radius';
import { type Opened, openUdpClient } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { type EapMaterial, SERVER_NAME, SHARED_SECRET } from './material.ts';

const IDENTITY = '@bench.example';
const MAX_ROUNDS = 20;
const FIRST = encodePacket({
  code: 'response',
  identifier: 0,
  type: TYPES.identity,
  expanded: false,
  data: utf8(IDENTITY),
});
const SERVER = 'server';
const ATTEMPTS = 50;

/** One method for each device, all with this version of TLS and never resumed. */
export function peerMethods({ root, devices }: EapMaterial, version: TlsVersion): readonly PeerMethod[] {
  const judge = trustServers({ anchors: [root], clock: systemClock, serverNames: [SERVER_NAME] });
  return devices.map((credentials) =>
    tlsPeer({ credentials, judge, resumption: 'off', minVersion: version, maxVersion: version, groups: 'P-256' }),
  );
}

export class Knocker {
  readonly #opened: Opened<RadiusClient>;
  #turn = 0;

  private constructor(opened: Opened<RadiusClient>) {
    this.#opened = opened;
  }

  static async open(port: number): Promise<Knocker> {
    const endpoint = { address: '127.0.0.1', port };
    const servers = [{ name: SERVER, endpoint, secret: Secret.of(SHARED_SECRET) }];
    const ports = {
      clock: systemClock,
      timer: systemTimer,
      random: systemRandom,
      open: openUdpSocket,
      host: '127.0.0.1',
    };
    return new Knocker(await openUdpClient({ servers, retransmission: { initialTime: 100 } }, ports));
  }

  /** Asks by Status-Server until there is an answer. */
  async untilThere(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#opened.client.status(SERVER);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** One authentication from the identity to the keys. Rejects when the device is not let in. */
  async authenticate(method: PeerMethod): Promise<void> {
    const station = `02-00-00-${[16, 8, 0].map((shift) => ((this.#turn >> shift) & 0xff).toString(16).padStart(2, '0')).join('-')}`;
    this.#turn++;
    const peer = new EapPeer({ identity: IDENTITY, methods: [method] }, { timer: systemTimer });
    const about = [
      ...ATTRIBUTES['User-Name'].of(IDENTITY),
      ...ATTRIBUTES['NAS-Identifier'].of('bench'),
      ...ATTRIBUTES['Calling-Station-Id'].of(station),
    ];
    let response = FIRST;
    let state: Uint8Array | undefined;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const answer = await this.#opened.client.access([
        ...about,
        ...ATTRIBUTES['EAP-Message'].of(response),
        ...(state === undefined ? [] : ATTRIBUTES.State.of(state)),
      ]);
      const reaction = await peer.receive(answer.eapMessage ?? new Uint8Array(0));
      if (answer.outcome !== 'challenge') {
        const key = answer.reveal(VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key']);
        if (answer.outcome === 'accept' && reaction.outcome?.outcome === 'success' && key !== undefined) return;
        throw new Error(`a device was not let in: ${answer.outcome}, ${reaction.outcome?.outcome}`);
      }
      if (reaction.response === undefined) throw new Error('a device fell silent', { cause: reaction });
      ({ response } = reaction);
      ({ state } = answer);
    }
    throw new Error('an authentication without end');
  }

  close(): Promise<void> {
    return this.#opened.close();
  }
}
