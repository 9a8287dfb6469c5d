import assert from 'node:assert/strict';
import { env } from 'node:process';
import { describe, it } from 'node:test';
import { isSallyportError, VirtualTime } from '@sallyport/core';
import { type TeapPeerOptions, teapPeer, trustServers } from '../../src/index.ts';
import { runPeer, runSupplicant, startHostapd } from '../support/hostap.ts';
import { folder } from '../support/programs.ts';
import { CODE } from '../support/radius.ts';
import { SERVER_NAME } from '../support/talk.ts';
import { innerPeer, innerTls, tunnelScene } from '../support/tunnel.ts';
import { credentials, device, NOW, root } from '../support/world.ts';

// Debian builds hostap without TEAP; a build with CONFIG_EAP_TEAP=y is needed.
const SUPPLICANT = env['SALLYPORT_TEST_TEAP_EAPOL_TEST'];
const SERVER = env['SALLYPORT_TEST_TEAP_HOSTAPD'];

/** hostapd does not start TEAP without keys for PACs, which RFC 9930 has no more. */
const LINES = [
  'pac_opaque_encr_key=000102030405060708090a0b0c0d0e0f',
  'eap_fast_a_id=101112131415161718191a1b1c1d1e1f',
  'eap_fast_a_id_info=owner',
  'eap_teap_pac_no_inner=0',
];

const HOSTAP_KEYS = { keysWithoutInner: 'zero-imsk' } as const;

describe('eapol_test with TEAP as the peer', {
  skip: SUPPLICANT === undefined && 'SALLYPORT_TEST_TEAP_EAPOL_TEST names no eapol_test with TEAP',
}, () => {
  const lines = ['  eap=TEAP', '  phase2="auth=TLS"'];
  const program = SUPPLICANT ?? '';
  it('runs EAP-TLS inside, with the same keys', async () => {
    const { server } = tunnelScene({ stages: [innerTls()], server: { maxVersion: 'TLSv1.2' } });
    const own = await withInner();
    const { output, isSuccess, accepted } = await runSupplicant(server, { program, lines: [...lines, ...own] });
    assert.ok(isSuccess, output);
    assert.match(output, /MPPE keys OK: 1 {2}mismatch: 0/);
    assert.equal(accepted[0]?.grant, 'CN=device-1');
  });
});

async function withInner(): Promise<readonly string[]> {
  const files = await folder();
  const own = await files.writeParty('inner', device);
  const ca = await files.writeParty('inner-root', root);
  return [`  ca_cert2="${ca.certificates}"`, `  client_cert2="${own.certificates}"`, `  private_key2="${own.key}"`];
}

describe('hostapd with TEAP as the server', {
  skip: SERVER === undefined && 'SALLYPORT_TEST_TEAP_HOSTAPD names no hostapd with TEAP',
}, () => {
  const program = SERVER ?? '';
  const peer = (options: Partial<TeapPeerOptions>) =>
    teapPeer({
      judge: trustServers({
        anchors: [root.certificate],
        clock: new VirtualTime(NOW),
        serverNames: [SERVER_NAME],
      }),
      identity: 'device-1',
      methods: [innerPeer()],
      maxVersion: 'TLSv1.2',
      ...HOSTAP_KEYS,
      ...options,
    });
  it('runs EAP-TLS inside with this peer, with the same keys', async () => {
    await using files = await folder();
    const users = '* TEAP\n"device-1" TLS [2]\n';
    await using hostapd = await startHostapd(files, { program, users, lines: [...LINES, 'eap_teap_auth=0'] });
    const { outcome, code, received } = await runPeer(hostapd.port, peer({}));
    assert.equal(code, CODE.accessAccept, hostapd.output());
    assert.ok(outcome?.outcome === 'success', hostapd.output());
    assert.deepEqual(received, outcome.keys.msk.expose().slice(0, 32), hostapd.output());
  });
  it('asks for a password, which this peer does not give', async () => {
    await using files = await folder();
    const users = '* TEAP\n"device-1" TLS [2]\n';
    await using hostapd = await startHostapd(files, { program, users, lines: [...LINES, 'eap_teap_auth=1'] });
    const { outcome } = await runPeer(hostapd.port, peer({ credentials: credentials(device) }));
    assert.ok(outcome?.outcome === 'failure', hostapd.output());
    assert.ok(isSallyportError(outcome.error, 'E_EAP_TEAP_FAILED', 'E_EAP_FAILURE', 'E_EAP_TEAP_TLV_UNSUPPORTED'));
  });
});
