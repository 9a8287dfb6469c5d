import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, VirtualTime } from '@sallyport/core';
import {
  EapPeer,
  type PeerMethod,
  type PeerReply,
  type TlsPeerOptions,
  tlsPeer,
  trustServers,
} from '../../src/index.ts';
import { type Folder, folder, missing, start } from '../support/programs.ts';
import { CODE, openMppe, type RadiusPacket, radiusClient } from '../support/radius.ts';
import { SERVER_NAME } from '../support/talk.ts';
import { credentials, device, NOW, type Party, root, server, stranger } from '../support/world.ts';

const SECRET = 'testing123';
let nextPort = 20_000 + (process.pid % 20_000);

interface ServerOptions {
  readonly party?: Party;
  readonly lines?: readonly string[];
}

async function startHostapd(files: Folder, options: ServerOptions) {
  const port = nextPort++;
  const own = await files.writeParty('server', options.party ?? server);
  const ca = await files.writeParty('root', root);
  const users = await files.write('users', '* TLS\n');
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
      'tls_flags=[ENABLE-TLSv1.3]',
      ...(options.lines ?? []),
      '',
    ].join('\n'),
  );
  return { port, hostapd: await start('hostapd', ['-d', config], 'AP-ENABLED') };
}

/** Runs this package's peer through hostapd's RADIUS server. */
async function authenticate(port: number, method: PeerMethod) {
  const time = new VirtualTime(NOW);
  const peer = new EapPeer({ identity: '@owner.example', methods: [method] }, { timer: time });
  await using radius = await radiusClient(port, SECRET, '@owner.example');
  const identity = await peer.receive(Uint8Array.of(1, 0, 0, 5, 1));
  let answer: (RadiusPacket & { readonly requestAuthenticator: Uint8Array }) | undefined;
  let reply: PeerReply = identity;
  let rounds = 0;
  while (reply.response !== undefined) {
    answer = await radius.request(reply.response, answer?.state);
    rounds++;
    reply = await peer.receive(answer.eap);
    if (answer.code !== CODE.accessChallenge) break;
  }
  const outcome = peer.outcome;
  const mppe = answer?.mppe.receive;
  const received = mppe === undefined ? undefined : openMppe(mppe, SECRET, answer?.requestAuthenticator ?? mppe);
  return { outcome, code: answer?.code, received, rounds, ignored: reply.ignored };
}

function method(version: 'TLSv1.2' | 'TLSv1.3', options: Partial<TlsPeerOptions> = {}): PeerMethod {
  const time = new VirtualTime(NOW);
  return tlsPeer({
    credentials: credentials(device),
    judge: trustServers({ anchors: [root.certificate], clock: time, serverNames: [SERVER_NAME] }),
    minVersion: version,
    maxVersion: version,
    ...options,
  });
}

describe('hostapd as the server', { skip: missing('hostapd') }, () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`accepts this peer by EAP-TLS with ${version}, with the same keys`, async () => {
      await using files = await folder();
      const { port, hostapd } = await startHostapd(files, {});
      await using _running = hostapd;
      const { outcome, code, received } = await authenticate(port, method(version));
      assert.equal(code, CODE.accessAccept, hostapd.output());
      assert.equal(outcome?.outcome, 'success', hostapd.output());
      if (outcome?.outcome !== 'success') return;
      assert.deepEqual(received, outcome.keys.msk.expose().slice(0, 32));
    });
    it(`sends ${version} in small fragments, which this peer puts together`, async () => {
      await using files = await folder();
      const { port, hostapd } = await startHostapd(files, { lines: ['fragment_size=120'] });
      await using _running = hostapd;
      const { outcome, rounds } = await authenticate(port, method(version));
      assert.equal(outcome?.outcome, 'success', hostapd.output());
      assert.ok(rounds > 10, `${rounds} rounds`);
    });
    it(`refuses this peer with ${version} when another authority certified it`, async () => {
      await using files = await folder();
      const { port, hostapd } = await startHostapd(files, {});
      await using _running = hostapd;
      const { outcome } = await authenticate(port, method(version, { credentials: credentials(stranger) }));
      assert.ok(outcome?.outcome === 'failure', hostapd.output());
      assert.ok(isSallyportError(outcome.error, 'E_EAP_FAILURE', 'E_EAP_TLS_ALERT'), outcome.error.code);
    });
    it(`is refused by this peer with ${version} when another authority certified it`, async () => {
      await using files = await folder();
      const { port, hostapd } = await startHostapd(files, { party: stranger });
      await using _running = hostapd;
      const { outcome, code } = await authenticate(port, method(version));
      assert.ok(outcome?.outcome === 'failure', hostapd.output());
      assert.ok(isSallyportError(outcome.error, 'E_EAP_TLS_REFUSED'), outcome.error.code);
      assert.notEqual(code, CODE.accessAccept);
    });
    it(`resumes a session of ${version} with this peer`, async () => {
      await using files = await folder();
      const { port, hostapd } = await startHostapd(files, { lines: ['tls_session_lifetime=600'] });
      await using _running = hostapd;
      const judged: boolean[] = [];
      const same = method(version, {
        judge: async (chain, { isResumed }) => {
          judged.push(isResumed);
          return { verdict: 'accept', grant: chain[0] };
        },
      });
      const first = await authenticate(port, same);
      assert.equal(first.outcome?.outcome, 'success', hostapd.output());
      const second = await authenticate(port, same);
      assert.deepEqual(judged, [false, true]);
      // hostapd 2.10 leaves the commitment out of resumed sessions of TLS 1.3, which RFC 9190 §2.1.3 does not allow.
      if (second.ignored === undefined) assert.equal(second.outcome?.outcome, 'success', hostapd.output());
      else assert.ok(version === 'TLSv1.3' && isSallyportError(second.ignored, 'E_EAP_SUCCESS_EARLY'));
    });
  }
});
