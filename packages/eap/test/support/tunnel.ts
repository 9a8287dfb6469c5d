/** A TEAP peer and server face to face. */

import { seededRandom, VirtualTime } from '@sallyport/core';
import {
  EapPeer,
  EapServer,
  type TeapPeerOptions,
  type TeapPlan,
  type TeapServerOptions,
  type TeapStage,
  type TlsPeerOptions,
  teapPeer,
  teapServer,
  tlsPeer,
  tlsServer,
  trustPeers,
  trustServers,
} from '../../src/index.ts';
import { SERVER_NAME } from './talk.ts';
import { credentials, device, NOW, root, server } from './world.ts';

export interface TunnelOptions {
  readonly server?: Partial<TeapServerOptions<string>>;
  readonly peer?: Partial<TeapPeerOptions>;
  readonly stages?: readonly TeapStage<string>[];
  /** Default: accept. */
  readonly decide?: TeapPlan<string>['decide'];
  readonly isAnonymous?: boolean;
  readonly maxPacket?: number;
}

const time = new VirtualTime(NOW);

/** EAP-TLS inside, never resumed (RFC 9930 §3.6.4). */
export function innerTls(): TeapStage<string> {
  const judge = trustPeers({ anchors: [root.certificate], clock: time });
  const method = tlsServer<string>(
    {
      credentials: credentials(server),
      judge: async (chain, context) => {
        const verdict = await judge(chain, context);
        return verdict.verdict === 'accept' ? { verdict: 'accept', grant: chain[0].subject.toString() } : verdict;
      },
      resumption: 'off',
    },
    { clock: time, random: seededRandom('inner') },
  );
  return { stage: 'eap', methods: [method], identityType: 'machine' };
}

export const innerPeer = (options: Partial<TlsPeerOptions> = {}) =>
  tlsPeer({
    credentials: credentials(device),
    judge: trustServers({ anchors: [root.certificate], clock: time, serverNames: [SERVER_NAME] }),
    resumption: 'off',
    ...options,
  });

export function tunnelScene(options: TunnelOptions = {}) {
  const ports = { clock: time, timer: time, random: seededRandom('tunnel') };
  const decide: TeapPlan<string>['decide'] =
    options.decide ?? (async (inner) => ({ verdict: 'accept', grant: inner.map(({ grant }) => grant).join() }));
  const method = teapServer<string>(
    {
      credentials: credentials(server),
      authorityId: Buffer.from('owner'),
      planner: async () => ({ verdict: 'accept', grant: { stages: options.stages ?? [], decide } }),
      ...options.server,
    },
    ports,
  );
  const peerMethod = teapPeer({
    ...(options.isAnonymous === true ? {} : { credentials: credentials(device) }),
    judge: trustServers({ anchors: [root.certificate], clock: time, serverNames: [SERVER_NAME] }),
    identity: 'device-1',
    methods: [innerPeer()],
    ...options.peer,
  });
  return {
    server: new EapServer<string>({ methods: [method], maxPacket: options.maxPacket ?? 1020 }, ports),
    peer: new EapPeer({ identity: '@owner.example', methods: [peerMethod] }, { timer: time }),
  };
}
