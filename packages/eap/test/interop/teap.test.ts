import assert from 'node:assert/strict';
import { env } from 'node:process';
import { describe, it } from 'node:test';
import { isSallyportError, VirtualTime } from '@sallyport/core';
import { type TeapPeerOptions, teapPeer, trustServers } from '../../src/index.ts';
import { runPeer, runSupplicant, startHostapd } from '../support/hostap.ts';
import { type Folder, folder } from '../support/programs.ts';
import { SERVER_NAME } from '../support/talk.ts';
import { innerPeer, innerTls, tunnelScene } from '../support/tunnel.ts';
import { credentials, device, NOW, root } from '../support/world.ts';

// Debian builds hostap without TEAP. A current build with CONFIG_EAP_TEAP=y is needed: one of 2022 still made the keys of the
// MSK chain even where the EMSK was bound.
const SUPPLICANT = env['SALLYPORT_TEST_TEAP_EAPOL_TEST'];
const SERVER = env['SALLYPORT_TEST_TEAP_HOSTAPD'];
const noSupplicant = SUPPLICANT === undefined && 'SALLYPORT_TEST_TEAP_EAPOL_TEST names no eapol_test with TEAP';
const noServer = SERVER === undefined && 'SALLYPORT_TEST_TEAP_HOSTAPD names no hostapd with TEAP';

const HOSTAP_KEYS = { keysWithoutInner: 'zero-imsk' } as const;

async function innerCredentials(files: Folder): Promise<readonly string[]> {
  const own = await files.writeParty('inner', device);
  const ca = await files.writeParty('inner-root', root);
  return [`  ca_cert2="${ca.certificates}"`, `  client_cert2="${own.certificates}"`, `  private_key2="${own.key}"`];
}

describe('eapol_test with TEAP as the peer', { skip: noSupplicant }, () => {
  const program = SUPPLICANT ?? '';
  const network = ['  eap=TEAP', '  phase2="auth=TLS"'];
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const only = { minVersion: version, maxVersion: version } as const;
    const lines = [...network, `  phase1="tls_disable_tlsv1_3=${version === 'TLSv1.3' ? 0 : 1}"`];
    it(`runs EAP-TLS inside ${version}, with the same keys`, async () => {
      const { server } = tunnelScene({ stages: [innerTls()], server: only });
      await using files = await folder();
      const supplicant = { program, lines: [...lines, ...(await innerCredentials(files))] };
      const { output, isSuccess, accepted } = await runSupplicant(server, supplicant);
      assert.ok(isSuccess, output);
      assert.match(output, /MPPE keys OK: 1 {2}mismatch: 0/);
      assert.equal(accepted[0]?.grant, 'CN=device-1');
    });
    it(`is content with the certificate of phase 1 in ${version}, with the same keys`, async () => {
      const { server } = tunnelScene({ server: { ...only, ...HOSTAP_KEYS } });
      const { output, isSuccess } = await runSupplicant(server, { program, party: device, lines });
      assert.ok(isSuccess, output);
      assert.match(output, /MPPE keys OK: 1 {2}mismatch: 0/);
    });
  }
  it('takes the failure that it is told under protection', async () => {
    const decide = async () => ({ verdict: 'reject', reason: 'for a test' }) as const;
    const { server } = tunnelScene({ decide, server: HOSTAP_KEYS });
    const { isSuccess, errors } = await runSupplicant(server, { program, party: device, lines: network });
    assert.equal(isSuccess, false);
    assert.ok(isSallyportError(errors[0], 'E_EAP_TEAP_REFUSED'));
  });
});

/** hostapd does not start TEAP without an identifier of the authority, and older ones not without a key for PACs. */
const AUTHORITY = [
  'eap_fast_a_id=101112131415161718191a1b1c1d1e1f',
  'eap_fast_a_id_info=owner',
  'pac_opaque_encr_key=000102030405060708090a0b0c0d0e0f',
];

describe('hostapd with TEAP as the server', { skip: noServer }, () => {
  const program = SERVER ?? '';
  const users = '* TEAP\n"device-1" TLS [2]\n';
  const peer = (options: Partial<TeapPeerOptions> = {}) =>
    teapPeer({
      judge: trustServers({ anchors: [root.certificate], clock: new VirtualTime(NOW), serverNames: [SERVER_NAME] }),
      identity: 'device-1',
      // Inside a tunnel hostapd leaves out the commitment of TLS 1.3.
      methods: [innerPeer({ maxVersion: 'TLSv1.2' })],
      ...HOSTAP_KEYS,
      ...options,
    });
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const only = { minVersion: version, maxVersion: version } as const;
    const lines = [...AUTHORITY, 'tls_flags=[ENABLE-TLSv1.3]', 'eap_teap_auth=0'];
    it(`runs EAP-TLS inside ${version} with this peer, with the same keys`, async () => {
      await using files = await folder();
      await using hostapd = await startHostapd(files, { program, users, lines });
      const { outcome, answer, received } = await runPeer(hostapd.port, peer(only));
      assert.equal(answer, 'accept', hostapd.output());
      assert.ok(outcome?.outcome === 'success', hostapd.output());
      assert.deepEqual(received, outcome.keys.msk.expose().slice(0, 32), hostapd.output());
    });
  }
  it('asks for a password, which this peer does not give', async () => {
    await using files = await folder();
    await using hostapd = await startHostapd(files, { program, users, lines: [...AUTHORITY, 'eap_teap_auth=1'] });
    const { outcome } = await runPeer(hostapd.port, peer({ credentials: credentials(device) }));
    assert.ok(outcome?.outcome === 'failure', hostapd.output());
    assert.ok(isSallyportError(outcome.error, 'E_EAP_TEAP_FAILED', 'E_EAP_FAILURE', 'E_EAP_TEAP_TLV_UNSUPPORTED'));
  });
});
