/** hostap's two halves against this package's: eapol_test as the peer, hostapd as the server (BSD licence; run, not copied). */

import { VirtualTime } from '@sallyport/core';
import type { EapReply, EapServer, PeerReply } from '../../src/index.ts';
import { EapPeer, type PeerMethod } from '../../src/index.ts';
import { type Background, type Folder, folder, run, start } from './programs.ts';
import { CODE, openMppe, type RadiusPacket, radiusClient, serveRadius } from './radius.ts';
import { NOW, type Party, root, server as serverParty } from './world.ts';

const SECRET = 'testing123';

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
  await using radius = await serveRadius(SECRET, async ({ eap, state }) => {
    const reply = await server.receive({ eap, origin: 'eapol_test', ...(state === undefined ? {} : { state }) });
    replies.push(reply);
    switch (reply.outcome) {
      case 'challenge':
        return { code: CODE.accessChallenge, eap: reply.eap, state: reply.state };
      case 'accept':
        return { code: CODE.accessAccept, eap: reply.eap, msk: reply.authenticated.keys.msk.expose() };
      case 'reject':
        return { code: CODE.accessReject, eap: reply.eap };
      case 'discard':
        return undefined;
    }
  });
  await using files = await folder();
  const lines = [...(await credentialLines(files, supplicant.party)), ...supplicant.lines];
  const config = await files.write('eapol_test.conf', ['network={', ...lines, '}'].join('\n'));
  const where = ['-a', '127.0.0.1', '-p', `${radius.port}`, '-s', SECRET, '-t', '10'];
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

let nextPort = 20_000 + (process.pid % 20_000);

export async function startHostapd(files: Folder, options: AuthenticationServer): Promise<RunningServer> {
  const port = nextPort++;
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
  await using radius = await radiusClient(port, SECRET, '@owner.example');
  let reply: PeerReply = await peer.receive(Uint8Array.of(1, 0, 0, 5, 1));
  let answer: (RadiusPacket & { readonly requestAuthenticator: Uint8Array }) | undefined;
  let rounds = 0;
  while (reply.response !== undefined) {
    answer = await radius.request(reply.response, answer?.state);
    rounds++;
    reply = await peer.receive(answer.eap);
    if (answer.code !== CODE.accessChallenge) break;
  }
  const sealed = answer?.mppe.receive;
  const received = sealed === undefined ? undefined : openMppe(sealed, SECRET, answer?.requestAuthenticator ?? sealed);
  return { outcome: peer.outcome, code: answer?.code, received, rounds, ignored: reply.ignored };
}
