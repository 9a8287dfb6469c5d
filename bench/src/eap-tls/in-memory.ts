/** EAP-TLS without RADIUS, both ends in this process, and bare handshakes of node:tls to hold against it. */

import { duplexPair } from 'node:stream';
import { connect, createSecureContext, TLSSocket } from 'node:tls';
import { systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { EapPeer, EapServer, type PeerMethod, type TlsVersion, tlsServer, trustPeers } from '@sallyport/eap';
import { Certificate } from '@sallyport/pki';
import { type EapMaterial, pemOf } from './material.ts';

const MAX_ROUNDS = 20;

/** One authentication by a device after the other. */
export function eapInMemory({ root, server }: EapMaterial, methods: readonly PeerMethod[]): () => Promise<void> {
  const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
  const judge = trustPeers({ anchors: [root], clock: systemClock });
  const method = tlsServer({ credentials: server, judge, resumption: 'off' }, ports);
  const eap = new EapServer({ methods: [method] }, ports);
  let turn = 0;
  return async () => {
    const own = methods[turn++ % methods.length];
    if (own === undefined) throw new TypeError('no devices');
    const peer = new EapPeer({ identity: '@bench.example', methods: [own] }, ports);
    const origin = `${turn}`;
    let reply = await eap.receive({ eap: new Uint8Array(0), origin });
    for (let round = 0; reply.outcome === 'challenge' && round < MAX_ROUNDS; round++) {
      const { response } = await peer.receive(reply.eap);
      if (response === undefined) throw new Error('a device fell silent');
      reply = await eap.receive({ eap: response, state: reply.state, origin });
    }
    if (reply.outcome !== 'accept') throw new Error(`a device was not let in: ${reply.outcome}`);
    await peer.receive(reply.eap);
  };
}

/** Mutually authenticated, with keys exported on both sides; nobody's certificate is judged. */
export function bareHandshakes({ server, devices }: EapMaterial, version: TlsVersion): () => Promise<void> {
  const tuning = { minVersion: version, maxVersion: version, ecdhCurve: 'P-256' } as const;
  const contextOf = ({ key, chain }: EapMaterial['server']) =>
    createSecureContext({
      key: pemOf(key),
      cert: chain.map((der) => Certificate.parse(der).toPem()).join(''),
      ca: [],
      ...tuning,
    });
  const serverContext = contextOf(server);
  const contexts = devices.map(contextOf);
  let turn = 0;
  return async () => {
    const [near, far] = duplexPair();
    const accepted = new TLSSocket(near, {
      isServer: true,
      secureContext: serverContext,
      requestCert: true,
      rejectUnauthorized: false,
    });
    const connected = connect({
      socket: far,
      secureContext: contexts[turn++ % contexts.length],
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    await Promise.all([secured(accepted, 'secure'), secured(connected, 'secureConnect')]);
    for (const socket of [accepted, connected]) {
      socket.exportKeyingMaterial(128, 'client EAP encryption', Buffer.alloc(0));
      socket.destroy();
    }
  };
}

function secured(socket: TLSSocket, event: 'secure' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('error', reject);
  });
}
