/** hostap's two halves against this package's: eapol_test as the peer, hostapd as the server (BSD licence; run, not copied). */

import { Secret, systemClock, systemRandom, systemTimer, VirtualTime } from '@sallyport/core';
import {
  type AccessAnswer,
  type AccessDecision,
  ATTRIBUTES,
  RadiusServer,
  sessionKeyAttributes,
  VENDOR_ATTRIBUTES,
} from '@sallyport/radius';
import { openUdpClient, serveUdp } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { EapPeer, type EapReply, type EapServer, type PeerMethod, type PeerReply } from '../../src/index.ts';
import { freeUdpPort } from './ports.ts';
import { type Background, type Folder, folder, run, start } from './programs.ts';
import { NOW, type Party, root, server as serverParty } from './world.ts';

const SECRET = 'testing123';
const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };

/** What a RADIUS server makes of a reply. */
function decisionOf<Grant>(reply: EapReply<Grant>): AccessDecision | undefined {
  switch (reply.outcome) {
    case 'challenge':
      return { decision: 'challenge', eapMessage: reply.eap, state: reply.state };
    case 'accept': {
      const attributes = sessionKeyAttributes(reply.authenticated.keys.msk);
      return { decision: 'accept', eapMessage: reply.eap, attributes };
    }
    case 'reject':
      return { decision: 'reject', eapMessage: reply.eap };
    case 'discard':
      return undefined;
  }
}

export interface Supplicant {
  /** Shown by the supplicant; none shows none. */
  readonly party?: Party;
  /** More lines of its network block. */
  readonly lines: readonly string[];
  readonly args?: readonly string[];
  readonly program?: string;
}

/** Runs eapol_test against a server of this package. */
export async function runSupplicant<Grant>(server: EapServer<Grant>, supplicant: Supplicant) {
  const replies: EapReply<Grant>[] = [];
  const radius = new RadiusServer(
    {
      clients: [{ name: 'eapol_test', addresses: ['127.0.0.1'], secret: Secret.of(SECRET) }],
      async authenticate({ eapMessage, state, attributes }) {
        const framedMtu = ATTRIBUTES['Framed-MTU'].first(attributes);
        const reply = await server.receive({
          eap: eapMessage ?? new Uint8Array(0),
          origin: ATTRIBUTES['Calling-Station-Id'].first(attributes) ?? '',
          ...(state === undefined ? {} : { state }),
          ...(framedMtu === undefined ? {} : { framedMtu }),
        });
        replies.push(reply);
        return decisionOf(reply);
      },
    },
    ports,
  );
  const host = { open: openUdpSocket, host: '127.0.0.1', authenticationPort: 0, accountingPort: undefined };
  const sockets = await serveUdp(radius, host);
  await using _sockets = { [Symbol.asyncDispose]: () => sockets.close() };
  await using files = await folder();
  const lines = [...(await credentialLines(files, supplicant.party)), ...supplicant.lines];
  const config = await files.write('eapol_test.conf', ['network={', ...lines, '}'].join('\n'));
  const where = ['-a', '127.0.0.1', '-p', `${sockets.authentication?.port}`, '-s', SECRET, '-t', '10'];
  const { output } = await run(supplicant.program ?? 'eapol_test', [
    '-c',
    config,
    ...where,
    ...(supplicant.args ?? []),
  ]);
  return {
    output,
    replies,
    errors: replies.flatMap((reply) => (reply.outcome === 'reject' ? [reply.error] : [])),
    accepted: replies.flatMap((reply) => (reply.outcome === 'accept' ? [reply.authenticated] : [])),
    isSuccess: output.trimEnd().endsWith('SUCCESS'),
  };
}

async function credentialLines(files: Folder, party: Party | undefined): Promise<readonly string[]> {
  const ca = await files.writeParty('root', root);
  const common = ['  key_mgmt=IEEE8021X', '  identity="@owner.example"', `  ca_cert="${ca.certificates}"`];
  if (party === undefined) return common;
  const own = await files.writeParty('device', party);
  return [...common, `  client_cert="${own.certificates}"`, `  private_key="${own.key}"`];
}

export interface AuthenticationServer {
  readonly party?: Party;
  /** More lines of its configuration. */
  readonly lines?: readonly string[];
  /** The file of users: which methods. */
  readonly users: string;
  readonly program?: string;
}

export interface RunningServer extends Background {
  readonly port: number;
}

export async function startHostapd(files: Folder, options: AuthenticationServer): Promise<RunningServer> {
  const port = await freeUdpPort();
  const own = await files.writeParty('server', options.party ?? serverParty);
  const ca = await files.writeParty('root', root);
  const users = await files.write('users', options.users);
  const clients = await files.write('clients', `127.0.0.1 ${SECRET}\n`);
  const config = await files.write(
    'hostapd.conf',
    [
      'driver=none',
      'interface=lo',
      'ieee8021x=1',
      'eap_server=1',
      `eap_user_file=${users}`,
      `ca_cert=${ca.certificates}`,
      `server_cert=${own.certificates}`,
      `private_key=${own.key}`,
      `radius_server_clients=${clients}`,
      `radius_server_auth_port=${port}`,
      ...(options.lines ?? []),
      '',
    ].join('\n'),
  );
  return { ...(await start(options.program ?? 'hostapd', ['-ddK', config], 'AP-ENABLED')), port };
}

/** Runs a peer of this package through a RADIUS server. */
export async function runPeer(port: number, method: PeerMethod) {
  const peer = new EapPeer({ identity: '@owner.example', methods: [method] }, { timer: new VirtualTime(NOW) });
  const servers = [{ name: 'hostapd', endpoint: { address: '127.0.0.1', port }, secret: Secret.of(SECRET) }];
  const { client, close } = await openUdpClient({ servers }, { ...ports, open: openUdpSocket });
  await using _client = { [Symbol.asyncDispose]: async () => close() };
  let reply: PeerReply = await peer.receive(Uint8Array.of(1, 0, 0, 5, 1));
  let answer: AccessAnswer | undefined;
  let rounds = 0;
  while (reply.response !== undefined) {
    answer = await client.access([
      ...ATTRIBUTES['User-Name'].of('@owner.example'),
      ...ATTRIBUTES['NAS-Identifier'].of('tests'),
      ...ATTRIBUTES['Calling-Station-Id'].of('02-00-00-00-00-01'),
      ...ATTRIBUTES['EAP-Message'].of(reply.response),
      ...(answer?.state === undefined ? [] : ATTRIBUTES.State.of(answer.state)),
    ]);
    rounds++;
    reply = await peer.receive(answer.eapMessage ?? new Uint8Array(0));
    if (answer.outcome !== 'challenge') break;
  }
  const received = answer?.reveal(VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'])?.expose();
  return { outcome: peer.outcome, answer: answer?.outcome, received, rounds, ignored: reply.ignored };
}
