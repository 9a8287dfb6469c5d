/** A peer and a server face to face, with somebody between them who may meddle. */

import { seededRandom, VirtualTime } from '@sallyport/core';
import type { VerifiedPath } from '@sallyport/pki';
import {
  EapPeer,
  type EapReply,
  EapServer,
  type EapServerOptions,
  type PeerMethod,
  type PeerOptions,
  type PeerReply,
  type ServerMethod,
  type TlsPeerOptions,
  type TlsServerOptions,
  tlsPeer,
  tlsServer,
  trustPeers,
  trustServers,
} from '../../src/index.ts';
import { credentials, device, NOW, root, server } from './world.ts';

export const SERVER_NAME = 'radius.owner.example';

export interface Meddler {
  /** What goes to the server instead; undefined drops it. */
  readonly toServer?: (eap: Uint8Array, round: number) => Uint8Array | undefined;
  readonly toPeer?: (eap: Uint8Array, round: number) => Uint8Array | undefined;
}

export interface Transcript<Grant> {
  /** The server's last word. */
  readonly reply: EapReply<Grant>;
  /** The peer's. */
  readonly peer: EapPeer;
  readonly last: PeerReply;
  readonly requests: readonly Uint8Array[];
  readonly responses: readonly Uint8Array[];
}

const MAX_ROUNDS = 300;

/** Carries packets to and fro until either side has nothing more to say. */
export async function talk<Grant>(
  eapServer: EapServer<Grant>,
  peer: EapPeer,
  meddler: Meddler = {},
): Promise<Transcript<Grant>> {
  const requests: Uint8Array[] = [];
  const responses: Uint8Array[] = [];
  let reply = await eapServer.receive({ eap: new Uint8Array(0), origin: 'test' });
  let last: PeerReply = {};
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (reply.outcome === 'discard') break;
    requests.push(reply.eap);
    const request = meddler.toPeer === undefined ? reply.eap : meddler.toPeer(reply.eap, round);
    if (request === undefined) break;
    last = await peer.receive(request);
    if (last.response === undefined || reply.outcome !== 'challenge') break;
    responses.push(last.response);
    const response = meddler.toServer === undefined ? last.response : meddler.toServer(last.response, round);
    if (response === undefined) break;
    reply = await eapServer.receive({ eap: response, state: reply.state, origin: 'test' });
  }
  return { reply, peer, last, requests, responses };
}

export interface Scene {
  readonly time: VirtualTime;
  readonly server: EapServer<VerifiedPath>;
  newPeer(options?: Partial<PeerOptions>): EapPeer;
  readonly peerMethod: PeerMethod;
}

export interface SceneOptions {
  readonly tlsServer?: Partial<TlsServerOptions<VerifiedPath>>;
  readonly tlsPeer?: Partial<TlsPeerOptions>;
  readonly server?: Partial<EapServerOptions<VerifiedPath>>;
  /** The peer shows no certificate. */
  readonly isAnonymous?: boolean;
  /** Of the server's randomness: ticket keys, States. */
  readonly seed?: string;
}

export function scene(options: SceneOptions = {}): Scene {
  const time = new VirtualTime(NOW);
  const random = seededRandom(options.seed ?? 'talk');
  const ports = { clock: time, timer: time, random };
  const method = tlsServer<VerifiedPath>(
    {
      credentials: credentials(server),
      judge: trustPeers({ anchors: [root.certificate], clock: time }),
      ...options.tlsServer,
    },
    ports,
  );
  const methods: readonly ServerMethod<VerifiedPath>[] = [method];
  const peerMethod = tlsPeer({
    ...(options.isAnonymous === true ? {} : { credentials: credentials(device) }),
    judge: trustServers({ anchors: [root.certificate], clock: time, serverNames: [SERVER_NAME] }),
    ...options.tlsPeer,
  });
  return {
    time,
    server: new EapServer({ methods, ...options.server }, ports),
    peerMethod,
    newPeer: (peerOptions = {}) =>
      new EapPeer({ identity: '@owner.example', methods: [peerMethod], ...peerOptions }, { timer: time }),
  };
}
