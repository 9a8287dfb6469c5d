import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, VirtualTime } from '@sallyport/core';
import { type PeerMethod, type TlsPeerOptions, tlsPeer, trustServers } from '../../src/index.ts';
import { runPeer, startHostapd } from '../support/hostap.ts';
import { folder, missing } from '../support/programs.ts';
import { SERVER_NAME } from '../support/talk.ts';
import { credentials, device, NOW, root, stranger } from '../support/world.ts';

const USERS = '* TLS\n';
const LINES = ['tls_flags=[ENABLE-TLSv1.3]'];

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
      await using hostapd = await startHostapd(files, { users: USERS, lines: LINES });
      const { outcome, answer, received } = await runPeer(hostapd.port, method(version));
      assert.equal(answer, 'accept', hostapd.output());
      assert.ok(outcome?.outcome === 'success', hostapd.output());
      assert.deepEqual(received, outcome.keys.msk.expose().slice(0, 32));
    });
    it(`sends ${version} in small fragments, which this peer puts together`, async () => {
      await using files = await folder();
      await using hostapd = await startHostapd(files, { users: USERS, lines: [...LINES, 'fragment_size=120'] });
      const { outcome, rounds } = await runPeer(hostapd.port, method(version));
      assert.equal(outcome?.outcome, 'success', hostapd.output());
      assert.ok(rounds > 10, `${rounds} rounds`);
    });
    it(`refuses this peer with ${version} when another authority certified it`, async () => {
      await using files = await folder();
      await using hostapd = await startHostapd(files, { users: USERS, lines: LINES });
      const { outcome } = await runPeer(hostapd.port, method(version, { credentials: credentials(stranger) }));
      assert.ok(outcome?.outcome === 'failure', hostapd.output());
      assert.ok(isSallyportError(outcome.error, 'E_EAP_FAILURE', 'E_EAP_TLS_ALERT'), outcome.error.code);
    });
    it(`is refused by this peer with ${version} when another authority certified it`, async () => {
      await using files = await folder();
      await using hostapd = await startHostapd(files, { users: USERS, lines: LINES, party: stranger });
      const { outcome, answer } = await runPeer(hostapd.port, method(version));
      assert.ok(outcome?.outcome === 'failure', hostapd.output());
      assert.ok(isSallyportError(outcome.error, 'E_EAP_TLS_REFUSED'), outcome.error.code);
      assert.notEqual(answer, 'accept');
    });
    it(`resumes a session of ${version} with this peer`, async () => {
      await using files = await folder();
      await using hostapd = await startHostapd(files, { users: USERS, lines: [...LINES, 'tls_session_lifetime=600'] });
      const judged: boolean[] = [];
      const same = method(version, {
        judge: async (chain, { isResumed }) => {
          judged.push(isResumed);
          return { verdict: 'accept', grant: chain[0] };
        },
      });
      const first = await runPeer(hostapd.port, same);
      assert.equal(first.outcome?.outcome, 'success', hostapd.output());
      const second = await runPeer(hostapd.port, same);
      assert.deepEqual(judged, [false, true]);
      // hostapd 2.10 leaves the commitment out of resumed sessions of TLS 1.3, which RFC 9190 §2.1.3 does not allow.
      if (second.ignored === undefined) assert.equal(second.outcome?.outcome, 'success', hostapd.output());
      else assert.ok(version === 'TLSv1.3' && isSallyportError(second.ignored, 'E_EAP_SUCCESS_EARLY'));
    });
  }
});
